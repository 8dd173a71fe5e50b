package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waybill.protocol.ClientRequest;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.server.Wire.Answer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Timeout(30)
class ExtensionTest {
  private static final String DECLARED = q("{'extensions':{'com.example/test':{}}}");

  private final TestExtension extension = new TestExtension(call -> "!");
  private final McpServer server =
      McpServer.builder("t", "1")
          .extension(extension)
          .add(
              Tool.named("parcel")
                  .handler((in, call) -> new TestExtension.Parcel("fragile", Map.of())))
          .build();
  private final Wire wire = new Wire(server);

  @Test
  void its_settings_are_advertised() {
    assertThat(wire.ask("server/discover", "{}").result().at("/capabilities/extensions"))
        .isEqualTo(Wire.json("{'com.example/test':{'level':3}}"));
  }

  @Test
  void its_method_is_for_clients_that_declared_it() {
    Answer answer = wire.ask("com.example/echo", q("{'label':'hi'}"), DECLARED);
    assertThat(answer.result().get("said").stringValue()).isEqualTo("hi!");
    assertThat(answer.result().get("resultType").stringValue()).isEqualTo("complete");
    assertThat(answer.result().at("/_meta/io.modelcontextprotocol~1serverInfo/name").stringValue())
        .isEqualTo("t");
    for (String client :
        new String[] {"{}", "{'extensions':{}}", "{'extensions':{'com.example/test':true}}"}) {
      Answer refused = wire.ask("com.example/echo", "{}", q(client));
      assertThat(refused.errorCode()).isEqualTo(-32021);
      assertThat(refused.error().at("/data/requiredCapabilities"))
          .isEqualTo(Wire.json("{'extensions':{'com.example/test':{}}}"));
    }
    assertThat(wire.ask("com.example/other", "{}", DECLARED).errorCode()).isEqualTo(-32601);
  }

  @Test
  void the_name_of_its_method_travels_in_the_header() {
    ObjectNode message = Wire.request(1, "com.example/echo", q("{'label':'hi'}"), DECLARED);
    assertThat(wire.http(message, Map.of()).errorCode()).isEqualTo(-32020);
    assertThat(wire.http(message, Map.of("Mcp-Name", "ho")).errorCode()).isEqualTo(-32020);
    assertThat(wire.http(message, Map.of("Mcp-Name", "hi")).result().has("said")).isTrue();
  }

  @Test
  void its_result_type_goes_only_to_clients_that_declared_it() {
    Answer answer = wire.ask("tools/call", q("{'name':'parcel'}"), DECLARED);
    assertThat(answer.result().get("resultType").stringValue()).isEqualTo("parcel");
    assertThat(answer.result().get("label").stringValue()).isEqualTo("fragile");
    assertThat(wire.call("parcel", "{}").errorCode()).isEqualTo(-32021);
    Answer foreign =
        Wire.of(Tool.named("parcel").handler((in, call) -> new TestExtension.Parcel("x", Map.of())))
            .ask("tools/call", q("{'name':'parcel'}"), DECLARED);
    assertThat(foreign.errorCode()).isEqualTo(-32603);
  }

  private Answer listen(int id, String filter) {
    Answer answer =
        wire.send(
            Wire.request(
                id, "subscriptions/listen", q("{'notifications':%s}".formatted(filter)), DECLARED));
    await().until(() -> answer.isEnded() || !answer.notifications().isEmpty());
    return answer;
  }

  @Test
  void its_filter_is_honoured_merged_and_ended() {
    Answer answer = listen(1, "{'toolsListChanged':true,'com.example/parcels':true}");
    assertThat(answer.notifications().getFirst().at("/params/notifications"))
        .isEqualTo(Wire.json("{'toolsListChanged':true,'com.example/parcels':true}"));
    Extension.Sink sink = extension.sinks.getFirst();
    ObjectNode params = Wire.json("{'n':1,'_meta':{'com.example/k':2}}");
    sink.send("notifications/com.example/parcel", "a", params);
    assertThat(answer.notifications().getLast().get("params"))
        .isEqualTo(
            Wire.json(
                "{'n':1,'_meta':{'com.example/k':2,'io.modelcontextprotocol/subscriptionId':1}}"));
    assertThat(params).isEqualTo(Wire.json("{'n':1,'_meta':{'com.example/k':2}}"));

    answer.writable = false;
    for (int i = 0; i < 10; i++) {
      sink.send("notifications/com.example/parcel", "a", Wire.json("{'n':" + i + "}"));
      sink.send("notifications/com.example/parcel", "b", Wire.json("{'n':" + -i + "}"));
    }
    answer.writable = true;
    answer.exchange.drained();
    assertThat(
            answer.notifications().stream().skip(2).map(n -> n.at("/params/n").intValue()).toList())
        .containsExactly(9, -9);

    assertThat(extension.ended).hasValue(0);
    answer.exchange.cancel();
    answer.exchange.cancel();
    assertThat(extension.ended).hasValue(1);
    sink.send("notifications/com.example/parcel", "a", Wire.json("{}"));
    assertThat(answer.notifications()).hasSize(4);
  }

  @Test
  void a_filter_it_does_not_honour_is_left_out() {
    Answer answer = listen(1, "{'com.example/parcels':'all','com.example/unknown':true}");
    assertThat(answer.notifications().getFirst().at("/params/notifications").isEmpty()).isTrue();
    server.drain();
    assertThat(answer.isEnded()).isTrue();
    assertThat(extension.ended).hasValue(0);
  }

  /** An extension whose filters do what a test says. */
  private record Filters(String name, Object behaviour, AtomicInteger ended) implements Extension {
    @Override
    public String id() {
      return "com.example/" + name;
    }

    @Override
    public Set<String> filters() {
      return Set.of(name);
    }

    @Override
    public Optional<Subscribed> subscribe(
        String filter, JsonNode wanted, Principal principal, Sink sink) {
      sink.send("notifications/early", name, Json.mapper().createObjectNode());
      if (behaviour instanceof RuntimeException e) {
        throw e;
      }
      if (behaviour instanceof Error e) {
        throw e;
      }
      return Optional.of(
          new Subscribed(
              wanted,
              () -> {
                ended.incrementAndGet();
                if (behaviour.equals("bad end")) {
                  throw new IllegalStateException("bad end");
                }
              }));
    }
  }

  private static Answer both(McpServer server, int id) {
    Answer answer =
        new Wire(server)
            .send(
                Wire.request(
                    id,
                    "subscriptions/listen",
                    q("{'notifications':{'a':1,'b':2}}"),
                    q("{'extensions':{'com.example/a':{},'com.example/b':{}}}")));
    await().until(() -> answer.isEnded() || !answer.notifications().isEmpty());
    return answer;
  }

  private static McpServer with(Object a, Object b, AtomicInteger ended) {
    return McpServer.builder("t", "1")
        .extension(new Filters("a", a, ended))
        .extension(new Filters("b", b, ended))
        .build();
  }

  @Test
  void what_is_sent_while_subscribing_comes_after_the_acknowledgement() {
    Answer answer = both(with("fine", "fine", new AtomicInteger()), 1);
    await().until(() -> answer.notifications().size() == 3);
    assertThat(answer.methods().getFirst()).endsWith("acknowledged");
  }

  @Test
  void a_filter_that_refuses_refuses_the_subscription_and_ends_the_others() {
    AtomicInteger ended = new AtomicInteger();
    Answer answer = both(with("fine", McpException.invalidParams("no such b"), ended), 1);
    assertThat(answer.errorCode()).isEqualTo(-32602);
    assertThat(answer.errorText()).isEqualTo("no such b");
    assertThat(ended).hasValue(1);
    assertThat(answer.notifications()).isEmpty();
  }

  @Test
  void a_filter_that_fails_ends_the_subscription_with_an_error() {
    for (Throwable failure :
        new Throwable[] {new IllegalStateException("secret"), new AssertionError("secret")}) {
      AtomicInteger ended = new AtomicInteger();
      Answer answer = both(with("fine", failure, ended), 1);
      assertThat(answer.errorCode()).isEqualTo(-32603);
      assertThat(answer.errorText()).doesNotContain("secret");
      assertThat(answer.notifications()).isEmpty();
      assertThat(ended).hasValue(1);
    }
  }

  @Test
  void an_end_that_fails_keeps_no_other_from_ending() {
    AtomicInteger ended = new AtomicInteger();
    McpServer server = with("bad end", "bad end", ended);
    Answer first = both(server, 1);
    Answer second = both(server, 2);
    server.drain();
    assertThat(first.isEnded()).isTrue();
    assertThat(second.isEnded()).isTrue();
    assertThat(ended).hasValue(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "reports", "/reports", "com.example/", "com..example/x", "1com/x", "com/é"})
  void an_id_has_a_prefix_and_a_name(String id) {
    assertThatThrownBy(() -> McpServer.builder("t", "1").extension(named(id, Set.of())).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Extension \"" + id + "\"");
  }

  @Test
  void ids_methods_and_filters_are_taken_once() {
    assertThatThrownBy(
            () -> McpServer.builder("t", "1").extension(extension).extension(extension).build())
        .hasMessageContaining("taken already");
    assertThatThrownBy(() ->
            McpServer.builder("t", "1")
                .extension(extension)
                .extension(named("com.example/other", Set.of("com.example/echo")))
                .build())
        .hasMessageContaining("com.example/echo");
    assertThatThrownBy(() ->
            McpServer.builder("t", "1")
                .extension(named("com.example/other", Set.of("tools/call")))
                .build())
        .hasMessageContaining("belongs to the core protocol");
  }

  private static Extension named(String id, Set<String> methods) {
    return new Extension() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public Set<String> methods() {
        return methods;
      }

      @Override
      public dev.waybill.protocol.Result handle(ClientRequest.Extended request, Call call) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
