package dev.waybill.protocol;

/** The {@code _meta} keys that the specification reserves (basic/index, _meta). */
public final class MetaKeys {
  public static final String PREFIX = "io.modelcontextprotocol/";
  public static final String PROTOCOL_VERSION = PREFIX + "protocolVersion";
  public static final String CLIENT_INFO = PREFIX + "clientInfo";
  public static final String CLIENT_CAPABILITIES = PREFIX + "clientCapabilities";
  public static final String LOG_LEVEL = PREFIX + "logLevel";
  public static final String SERVER_INFO = PREFIX + "serverInfo";
  public static final String SUBSCRIPTION_ID = PREFIX + "subscriptionId";
  public static final String PROGRESS_TOKEN = "progressToken";
  public static final String TRACEPARENT = "traceparent";
  public static final String TRACESTATE = "tracestate";
  public static final String BAGGAGE = "baggage";

  private MetaKeys() {}
}
