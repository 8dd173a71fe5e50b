package dev.waybill.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.client.McpClient;
import dev.waybill.client.McpClientException;
import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.PublicDocument;
import dev.waybill.protocol.PublicDocuments;
import dev.waybill.server.McpServer;
import dev.waybill.server.Principal;
import dev.waybill.server.Tool;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client, its authorization, a server of ours and an authorization server, all together. */
class ClientTest {
  private AuthServer auth;
  private HttpEndpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    auth = new AuthServer();
    McpServer server =
        McpServer.builder("protected", "1.0.0")
            .add(Tool.named("who").handler((in, call) -> call.text(call.principal().id())))
            .build();
    endpoint =
        HttpEndpoint.builder(server)
            .port(0)
            .authenticator(headers -> {
              String header = String.valueOf(headers.get("Authorization"));
              if (auth.scopeOfToken.containsKey(header.replace("Bearer ", ""))) {
                return Principal.of("alice");
              }
              throw new McpException(ErrorCode.UNAUTHORIZED, "A token is needed");
            })
            .start();
    var metadata = Web.object().put("resource", endpoint.uri().toString());
    metadata.putArray("authorization_servers").add(auth.issuer());
    endpoint.publish(
        new PublicDocuments(
            List.of(
                new PublicDocument(
                    "/.well-known/oauth-protected-resource/mcp",
                    "application/json",
                    metadata.toString().getBytes(StandardCharsets.UTF_8),
                    Duration.ZERO)),
            List.of()));
  }

  @AfterEach
  void stop() {
    endpoint.close();
    auth.close();
  }

  private McpClient client(Login login) {
    OAuth oauth = OAuth.builder(endpoint.uri()).grant(Grant.login(login)).build();
    return McpClient.builder(endpoint.uri()).authorizer(oauth).build();
  }

  @Test
  void a_client_is_authorized_with_its_first_call() {
    try (McpClient client = client(Caller.consenting())) {
      assertThat(client.call("who", Map.of(), String.class)).isEqualTo("alice");
      assertThat(auth.to("/authorize")).hasSize(1);
    }
  }

  @Test
  void calls_on_many_threads_log_in_once() throws Exception {
    try (McpClient client = client(Caller.consenting());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> calls = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        calls.add(threads.submit(() -> client.call("who", Map.of(), String.class)));
      }
      for (Future<String> call : calls) {
        assertThat(call.get()).isEqualTo("alice");
      }
      assertThat(auth.to("/authorize")).hasSize(1);
      auth.scopeOfToken.clear();
      assertThat(client.call("who", Map.of(), String.class)).isEqualTo("alice");
      assertThat(auth.to("/authorize")).as("renewed, not asked again").hasSize(1);
    }
  }

  @Test
  void what_cannot_be_authorized_fails_like_any_call() {
    auth.redirect = back -> back.put("iss", "https://evil.example");
    try (McpClient client = client(Caller.consenting())) {
      assertThatThrownBy(() -> client.call("who", Map.of()))
          .isInstanceOf(McpClientException.Unauthorized.class)
          .hasMessageContaining(String.valueOf(endpoint.port()))
          .hasMessageContaining("another authorization server")
          .hasMessageNotContaining("tangerine");
    }
  }
}
