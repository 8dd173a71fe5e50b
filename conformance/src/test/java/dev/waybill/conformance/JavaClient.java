package dev.waybill.conformance;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageResult;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** The official Java SDK as a client: says yes to what it is asked, and keeps what it is told. */
final class JavaClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** One for all: a thousand clients with threads of their own would be more than a machine has. */
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final JavaTransport transport;
  private final McpSyncClient client;
  private final AtomicReference<Runnable> user = new AtomicReference<>(() -> {});
  private final List<Double> progress = new CopyOnWriteArrayList<>();
  private final List<String> updated = new CopyOnWriteArrayList<>();

  private JavaClient(McpClientTransport to) {
    transport = new JavaTransport(to);
    client =
        McpClient.sync(transport)
            .requestTimeout(PATIENCE)
            .initializationTimeout(PATIENCE)
            .capabilities(ClientCapabilities.builder().elicitation().sampling().build())
            .elicitation(asked -> {
              user.get().run();
              return ElicitResult.builder(ElicitResult.Action.ACCEPT)
                  .content(Map.of("approved", true))
                  .build();
            })
            .sampling(
                asked -> CreateMessageResult.builder(Role.ASSISTANT, "Paris", "atlas").build())
            .progressConsumer(told -> progress.add(told.progress()))
            .resourcesUpdateConsumer(read -> read.forEach(contents -> updated.add(contents.uri())))
            .build();
    client.initialize();
  }

  /** Over HTTP, offering one revision or all the SDK knows. */
  static JavaClient http(URI server, List<String> revisions) {
    var transport =
        HttpClientStreamableHttpTransport.builder(
                server.getScheme() + "://" + server.getRawAuthority())
            .clientBuilder(alwaysTheSame())
            .endpoint(server.getPath());
    return new JavaClient(
        revisions.isEmpty()
            ? transport.build()
            : transport.supportedProtocolVersions(revisions).build());
  }

  /** Over HTTP+SSE, the transport of 2024-11-05. */
  @SuppressWarnings("deprecation") // as is the transport
  static JavaClient sse(URI server) {
    return new JavaClient(
        HttpClientSseClientTransport.builder(server.getScheme() + "://" + server.getRawAuthority())
            .clientBuilder(alwaysTheSame())
            .sseEndpoint(server.getPath())
            .build());
  }

  private static HttpClient.Builder alwaysTheSame() {
    return (HttpClient.Builder)
        Proxy.newProxyInstance(
            JavaClient.class.getClassLoader(),
            new Class<?>[] {HttpClient.Builder.class},
            (builder, method, arguments) -> method.getName().equals("build") ? HTTP : builder);
  }

  /** Over the standard streams of a {@link CalledServer}. */
  static JavaClient stdio() {
    ServerParameters server =
        ServerParameters.builder(Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .args(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CalledServer.class.getName())
            .build();
    return new JavaClient(new StdioClientTransport(server, McpJsonDefaults.getMapper()));
  }

  McpSyncClient sdk() {
    return client;
  }

  CallToolResult call(String tool, Map<String, Object> arguments) {
    return client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
  }

  /** The text that a tool without arguments answers with. */
  String text(String tool) {
    return ((TextContent) call(tool, Map.of()).content().getFirst()).text();
  }

  CallToolResult callWithProgress(String tool) {
    return client.callTool(
        CallToolRequest.builder(tool).arguments(Map.of()).progressToken("p-" + tool).build());
  }

  /** The SDK cannot cancel by itself: tells the server that its newest request is over. */
  void cancelNewest() {
    transport
        .sendMessage(
            new McpSchema.JSONRPCNotification(
                "notifications/cancelled", Map.of("requestId", transport.newestRequest())))
        .block(PATIENCE);
  }

  /** What happens before a form is answered. */
  void user(Runnable before) {
    user.set(before);
  }

  List<Double> progress() {
    return progress;
  }

  List<String> updated() {
    return updated;
  }

  /** How often it initialized. */
  int initializations() {
    return transport.initializations();
  }

  @Override
  public void close() {
    client.closeGracefully();
  }
}
