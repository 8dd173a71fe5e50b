package dev.waybill.legacy;

import dev.waybill.http.HttpEndpoint;
import dev.waybill.http.HttpEndpointBuilder;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.Headers;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Backplane;
import dev.waybill.server.KeyRing;
import dev.waybill.server.McpServer;
import dev.waybill.server.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Workers of one fleet, each at an endpoint of its own, with one clock for all. */
final class Workers implements AutoCloseable {
  final ManualClock clock = new ManualClock();
  final Features features = new Features();

  /** Requests by revision and method. */
  final Map<String, Integer> counted = new ConcurrentHashMap<>();

  private final KeyRing keys = KeyRing.generate();
  private final Backplane backplane;
  private final List<HttpEndpoint> endpoints = new ArrayList<>();
  private final List<McpServer> servers = new ArrayList<>();

  Workers() {
    this(Backplane.local());
  }

  Workers(Backplane backplane) {
    this.backplane = backplane;
  }

  private static Principal bearer(Headers headers) {
    String authorization = headers.get("Authorization");
    if (authorization == null || !authorization.startsWith("Bearer ")) {
      throw new McpException(ErrorCode.UNAUTHORIZED, "A token is needed");
    }
    return Principal.of(authorization.substring("Bearer ".length()));
  }

  HttpEndpoint start() {
    return start(builder -> {}, false);
  }

  HttpEndpoint start(Consumer<McpServer.Builder> settings) {
    return start(settings, false);
  }

  /**
   * @param authenticated whether callers are told apart by their bearer tokens
   */
  HttpEndpoint start(Consumer<McpServer.Builder> settings, boolean authenticated) {
    McpServer server = server(settings);
    HttpEndpointBuilder builder = HttpEndpoint.builder(server).threads(1);
    HttpEndpoint endpoint =
        (authenticated ? builder.authenticator(Workers::bearer) : builder).start();
    endpoints.add(endpoint);
    return endpoint;
  }

  /** A worker without an endpoint. */
  McpServer server(Consumer<McpServer.Builder> settings) {
    McpServer.Builder builder =
        McpServer.builder("tests", "1")
            .keys(keys)
            .clock(clock)
            .backplane(backplane)
            .counter((revision, method) -> counted.merge(revision + " " + method, 1, Integer::sum));
    features.addTo(builder);
    settings.accept(builder);
    McpServer server = builder.build();
    servers.add(server);
    return server;
  }

  /** The server of the worker that was started as the n-th, from 0. */
  McpServer server(int n) {
    return servers.get(n);
  }

  @Override
  public void close() {
    features.go.countDown();
    endpoints.forEach(HttpEndpoint::close);
  }
}
