package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.waybill.client.McpClient;
import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Root;
import dev.waybill.server.Engine;
import dev.waybill.server.Eras;
import dev.waybill.server.Exchange;
import dev.waybill.server.Incoming;
import dev.waybill.server.McpServer;
import dev.waybill.server.Reply;
import dev.waybill.server.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waybill's client and server over the transport of 2024-11-05. */
@Timeout(60)
class HttpSseClientTest {
  record Text(String text) {}

  /** A server that takes messages at the addresses of its streams alone, as old ones do. */
  private record Old(McpServer server) implements Engine {
    @Override
    public Exchange receive(Incoming message, Reply reply) {
      if (message.verb() == Incoming.Verb.POST && !message.target().contains("?sessionId=")) {
        McpException refusal = new McpException(ErrorCode.METHOD_NOT_ALLOWED, "Expected GET");
        reply.end(JsonRpc.error(Optional.empty(), refusal), 405);
        return Exchange.DONE;
      }
      return server.receive(message, reply);
    }

    @Override
    public Set<Incoming.Verb> verbs() {
      return server.verbs();
    }

    @Override
    public void drain() {
      server.drain();
    }
  }

  @Test
  void a_client_that_falls_back_to_it_lists_calls_and_answers() throws Exception {
    McpServer server =
        McpServer.builder("old", "1")
            .eras(Eras.all().withHttpSse())
            .add(Tool.named("echo").input(Text.class).handler((in, call) -> in.text()))
            .add(Tool.named("roots").handler((in, call) -> call.roots("r").getFirst().uri()))
            .build();
    assumeTrue(
        server.verbs().contains(Incoming.Verb.GET), "the room of earlier revisions is there");
    try (HttpEndpoint endpoint = HttpEndpoint.builder(new Old(server)).start();
        McpClient client =
            McpClient.builder(endpoint.uri())
                .onRoots(() -> List.of(new Root("file:///here", null, Map.of())))
                .build()) {
      assertThat(client.tools().map(tool -> tool.name())).containsExactly("echo", "roots");
      assertThat(client.call("echo", new Text("hi"), String.class)).isEqualTo("hi");
      assertThat(client.call("roots", Map.of(), String.class)).isEqualTo("file:///here");
    }
  }
}
