package dev.waybill.http;

import dev.waybill.protocol.Headers;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;

/**
 * What browsers need to hear before a page of an allowed origin may call (Fetch, CORS protocol).
 */
final class Cors {
  private static final String KNOWN =
      String.join(
          ", ",
          "Accept",
          "Authorization",
          "Content-Type",
          Headers.PROTOCOL_VERSION,
          Headers.METHOD,
          Headers.NAME,
          "Mcp-Session-Id",
          "Last-Event-ID",
          "traceparent",
          "tracestate");
  private static final Field MAX_AGE = Field.of(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "7200");
  private static final Field VARY = Field.of(HttpHeaderNames.VARY, "Origin");
  private static final Field VARY_PREFLIGHT =
      Field.of(HttpHeaderNames.VARY, "Origin, Access-Control-Request-Headers");
  private static final Field EXPOSED =
      Field.of(
          HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
          "Mcp-Session-Id, Retry-After, WWW-Authenticate");

  /** The fields of a document that pages of every origin may read, as server cards ask for. */
  static final List<Field> PUBLIC =
      List.of(
          Field.of(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
          Field.of(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET"),
          Field.of(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, If-None-Match"),
          Field.of(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "ETag"));

  private Cors() {}

  /** The fields of every answer to a page of {@code origin}, which is allowed. */
  static List<Field> fields(String origin) {
    return List.of(allow(origin), EXPOSED, VARY);
  }

  static boolean isPreflight(HttpHeaders headers) {
    return headers.contains(HttpHeaderNames.ORIGIN)
        && headers.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
  }

  /**
   * @param methods those the engine takes, as a header lists them
   */
  static Answer preflight(String origin, String methods, HttpHeaders headers) {
    StringBuilder allowed = new StringBuilder(KNOWN);
    for (String value : headers.getAll(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS)) {
      for (String part : value.split(",", -1)) {
        String name = HeaderView.trim(part);
        if (isParameter(name)) {
          allowed.append(", ").append(name);
        }
      }
    }
    return new Answer(
        204,
        List.of(
            allow(origin),
            Field.of(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, methods),
            Field.of(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, allowed),
            MAX_AGE,
            VARY_PREFLIGHT),
        Answer.NOTHING);
  }

  private static Field allow(String origin) {
    return Field.of(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
  }

  /** Whether a name is {@code Mcp-Param-…} and a token, so that it is safe to send back. */
  private static boolean isParameter(String name) {
    String prefix = Headers.PARAM_PREFIX.toLowerCase(Locale.ROOT);
    if (!name.toLowerCase(Locale.ROOT).startsWith(prefix) || name.length() == prefix.length()) {
      return false;
    }
    return name.chars().allMatch(c -> c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
  }
}
