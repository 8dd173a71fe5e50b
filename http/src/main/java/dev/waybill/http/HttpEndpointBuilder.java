package dev.waybill.http;

import dev.waybill.server.Engine;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings of an {@link HttpEndpoint}; each method answers this builder. */
public final class HttpEndpointBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(HttpEndpointBuilder.class);
  private static final int MOST_THREADS = 4;

  private final Engine first;
  private final Map<String, Engine> others = new LinkedHashMap<>();
  private String path = "/mcp";
  private String host = "127.0.0.1";
  private int port;
  private int threads = Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);
  private @Nullable Path certificates;
  private @Nullable Path key;
  private final List<Authority> allowedHosts = new ArrayList<>();
  private final List<Origin> allowedOrigins = new ArrayList<>();
  private Authenticator authenticator = Authenticator.ANONYMOUS;
  private Limits limits = Limits.DEFAULTS;
  private Duration keepAlive = Duration.ofSeconds(15);
  private @Nullable Duration drainOnShutdown;

  HttpEndpointBuilder(Engine first) {
    this.first = first;
  }

  /** The path of the engine the builder was made with; {@code /mcp} by default. */
  public HttpEndpointBuilder path(String path) {
    this.path = checked(path);
    return this;
  }

  /** Serves one more engine, at a path of its own. */
  public HttpEndpointBuilder serve(String path, Engine engine) {
    others.put(checked(path), engine);
    return this;
  }

  /** The address to listen on; {@code 127.0.0.1} by default, which only this machine reaches. */
  public HttpEndpointBuilder host(String host) {
    this.host = host;
    return this;
  }

  /** The port to listen on; 0, the default, for any that is free. */
  public HttpEndpointBuilder port(int port) {
    this.port = port;
    return this;
  }

  /** How many event loops share the connections; as many as there are cores, 4 at most. */
  public HttpEndpointBuilder threads(int threads) {
    this.threads = threads;
    return this;
  }

  /** Serves over TLS. Both files are PEM, the key is PKCS #8 without a password. */
  public HttpEndpointBuilder tls(Path certificateChain, Path privateKey) {
    this.certificates = certificateChain;
    this.key = privateKey;
    return this;
  }

  /**
   * The names, {@code example.com} or {@code example.com:8443}, that requests may be addressed to.
   * On a loopback address they are allowed besides the loopback names; on another one they are the
   * only ones, and without any the Host header is not checked.
   */
  public HttpEndpointBuilder allowedHosts(String... hosts) {
    for (String text : hosts) {
      Authority host = Authority.parse(text);
      if (host == null) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a host; expected one like 'example.com' or '[::1]:8080'");
      }
      allowedHosts.add(host);
    }
    return this;
  }

  /**
   * The origins, as {@code https://example.com}, whose pages may call. Pages of loopback origins
   * may do so anyhow when the endpoint listens on a loopback address.
   */
  public HttpEndpointBuilder allowedOrigins(String... origins) {
    for (String text : origins) {
      Origin origin = Origin.parse(text);
      if (origin == null) {
        throw new IllegalArgumentException(
            "'" + text + "' is not an origin; expected one like 'https://example.com'");
      }
      allowedOrigins.add(origin);
    }
    return this;
  }

  /** Who tells principals from requests; by default everyone is anonymous. */
  public HttpEndpointBuilder authenticator(Authenticator authenticator) {
    this.authenticator = authenticator;
    return this;
  }

  /** The limits; {@link Limits#DEFAULTS} by default. */
  public HttpEndpointBuilder limits(Limits limits) {
    this.limits = limits;
    return this;
  }

  /**
   * After how long a silence a call says that it is alive, with a comment on its event stream; 15
   * seconds by default.
   */
  public HttpEndpointBuilder keepAlive(Duration silence) {
    if (!silence.isPositive()) {
      throw new IllegalArgumentException("keepAlive is " + silence + "; it must be more than zero");
    }
    this.keepAlive = silence;
    return this;
  }

  /** Drains when the virtual machine is told to end, as by SIGTERM. */
  public HttpEndpointBuilder drainOnShutdown(Duration grace) {
    this.drainOnShutdown = grace;
    return this;
  }

  /**
   * Begins to listen.
   *
   * @throws java.io.UncheckedIOException if the address cannot be listened on
   * @throws IllegalArgumentException if the certificate or its key cannot be used
   */
  public HttpEndpoint start() {
    HttpEndpoint endpoint = HttpEndpoint.start(this, tlsContext());
    if (!isLoopback() && allowedHosts.isEmpty()) {
      LOG.warn(
          "{} can be reached from other machines under any name: name those that it serves with"
              + " allowedHosts",
          endpoint.uri());
    }
    Duration grace = drainOnShutdown;
    if (grace != null) {
      endpoint.hook(new Thread(() -> endpoint.drain(grace), "waybill-http-drain"));
    }
    return endpoint;
  }

  Service service(Service.Draining draining) {
    Map<String, Engine> engines = new LinkedHashMap<>();
    engines.put(path, first);
    others.forEach((where, engine) -> {
      if (engines.put(where, engine) != null) {
        throw new IllegalArgumentException("Two engines are to be served at " + where);
      }
    });
    Guard guard = new Guard(isLoopback(), allowedHosts, allowedOrigins);
    Rate documents = new Rate(limits.documentsPerSecond());
    Gate gate = new Gate(engines, guard, documents, draining::begun);
    return new Service(gate, authenticator, limits, keepAlive.toNanos(), draining);
  }

  private boolean isLoopback() {
    InetAddress address = address().getAddress();
    return address != null && address.isLoopbackAddress();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  int threads() {
    return threads;
  }

  List<Engine> engines() {
    List<Engine> all = new ArrayList<>(others.values());
    all.addFirst(first);
    return List.copyOf(all);
  }

  /** Where a client on this machine finds the first engine. */
  URI uri(boolean secure, int boundPort) {
    InetAddress address = address().getAddress();
    boolean anywhere = address != null && address.isAnyLocalAddress();
    String name = anywhere ? "127.0.0.1" : host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return URI.create((secure ? "https://" : "http://") + name + ":" + boundPort + path);
  }

  private @Nullable SslContext tlsContext() {
    if (certificates == null || key == null) {
      return null;
    }
    try {
      return SslContextBuilder.forServer(certificates.toFile(), key.toFile())
          .sslProvider(SslProvider.JDK)
          .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  Protocol.ALPN,
                  SelectorFailureBehavior.NO_ADVERTISE,
                  SelectedListenerFailureBehavior.ACCEPT,
                  ApplicationProtocolNames.HTTP_2,
                  ApplicationProtocolNames.HTTP_1_1))
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot use the certificate chain " + certificates + " with the key " + key, e);
    }
  }

  private static String checked(String path) {
    if (!path.startsWith("/") || path.indexOf('?') >= 0) {
      throw new IllegalArgumentException("'" + path + "' is not a path like '/mcp'");
    }
    return path;
  }
}
