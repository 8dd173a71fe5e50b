package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Headers;
import dev.waybill.server.Wire.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What is refused at the door, and which refusal comes first. */
class DoorTest {
  private static final String VERSION = "io.modelcontextprotocol/protocolVersion";

  private final Wire wire =
      Wire.of(
          Tool.named("echo").input(Wire.json("{'type':'object'}")).handler((in, call) -> "hi"),
          Prompt.named("größe").handler((in, call) -> "hello"),
          Resource.at("test:a").handler(call -> "a"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "initialize",
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "resources/unsubscribe",
        "tasks/list",
        "tasks/result"
      })
  void a_removed_method_is_not_found_and_the_message_names_the_versions(String method) {
    byte[] legacy =
        q("{'jsonrpc':'2.0','id':1,'method':'%s','params':{'protocolVersion':'2025-11-25'}}"
                .formatted(method))
            .getBytes(StandardCharsets.UTF_8);
    for (Map<String, String> headers : java.util.Arrays.asList(null, Map.<String, String>of())) {
      Answer answer = wire.send(legacy, headers, Principal.ANONYMOUS);
      assertThat(answer.errorCode()).isEqualTo(-32601);
      assertThat(answer.status).isEqualTo(404);
      assertThat(answer.errorText()).contains(method, "earlier revision", "2026-07-28");
    }
    assertThat(wire.ask(method, "{}").errorCode()).isEqualTo(-32601);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tools/calls", "TOOLS/CALL", "tools/call ", "rpc.discover", "😀"})
  void an_unknown_method_is_not_found(String method) {
    Answer answer = wire.ask(method, "{}");
    assertThat(answer.errorCode()).isEqualTo(-32601);
    assertThat(answer.status).isEqualTo(404);
  }

  @Test
  void the_refusals_come_in_the_documented_order() {
    // Everything is wrong at first; each step mends what was refused.
    ObjectNode message = Wire.json("{'jsonrpc':'2.0','id':1,'method':'no/such','params':{}}");
    Map<String, @Nullable String> headers = new HashMap<>();
    headers.put(Headers.PROTOCOL_VERSION, "1999-01-01");
    headers.put(Headers.METHOD, "wrong");
    assertRefused(message, headers, -32601, "no/such");

    ObjectNode meta = ((ObjectNode) message.get("params")).putObject("_meta").put(VERSION, "1998");
    assertRefused(message, headers, -32602, "clientCapabilities");

    meta.putObject("io.modelcontextprotocol/clientCapabilities");
    assertRefused(message, headers, -32022, "1999-01-01");

    headers.put(Headers.PROTOCOL_VERSION, "2026-07-28");
    assertRefused(message, headers, -32020, "MCP-Protocol-Version");

    meta.put(VERSION, "2026-07-28");
    assertRefused(message, headers, -32020, "Mcp-Method");

    headers.remove(Headers.METHOD);
    assertRefused(message, headers, -32601, "no/such");

    message.put("method", "tools/call");
    ((ObjectNode) message.get("params")).put("name", "nope");
    headers.put(Headers.NAME, "other");
    assertRefused(message, headers, -32020, "Mcp-Name");

    headers.remove(Headers.NAME);
    assertRefused(message, headers, -32602, "Unknown tool: nope");
  }

  private void assertRefused(
      ObjectNode message, Map<String, @Nullable String> headers, int code, String said) {
    Answer answer = wire.http(message, headers);
    assertThat(answer.errorCode()).as(answer.errorText()).isEqualTo(code);
    assertThat(answer.errorText()).contains(said);
  }

  @Test
  void a_version_in_the_body_alone_is_refused_with_what_is_supported() {
    ObjectNode message =
        Wire.request(1, "tools/list", q("{'_meta':{'%s':'2099-01-01'}}".formatted(VERSION)));
    for (Answer answer : java.util.List.of(wire.send(message), wire.http(message, Map.of()))) {
      assertThat(answer.errorCode()).isEqualTo(-32022);
      assertThat(answer.status).isEqualTo(400);
      assertThat(answer.error().get("data"))
          .isEqualTo(Wire.json("{'supported':['2026-07-28'],'requested':'2099-01-01'}"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "NULL",
      value = {
        "MCP-Protocol-Version, NULL, missing",
        "MCP-Protocol-Version, '', does not match",
        "MCP-Protocol-Version, '2026-07-28, 2026-07-28', does not match",
        "MCP-Protocol-Version, 'caf\u00e9', does not match",
        "Mcp-Method, NULL, missing",
        "Mcp-Method, TOOLS/CALL, does not match",
        "Mcp-Method, 'tools/call ', does not match",
        "Mcp-Name, NULL, missing",
        "Mcp-Name, '', does not match",
        "Mcp-Name, Echo, does not match",
        "Mcp-Name, 'caf\u00e9', not a valid encoding",
        "Mcp-Name, =?base64?ZWNobw?=, not a valid encoding",
        "Mcp-Name, =?base64?ZWNobw==, does not match",
        "Mcp-Name, =?BASE64?ZWNobw==?=, does not match"
      })
  void a_header_missing_or_unequal_is_refused_by_name(
      String header, @Nullable String value, String said) {
    Answer answer =
        wire.http(
            Wire.request(1, "tools/call", q("{'name':'echo'}")),
            Collections.singletonMap(header, value));
    assertThat(answer.errorCode()).as(answer.errorText()).isEqualTo(-32020);
    assertThat(answer.status).isEqualTo(400);
    assertThat(answer.errorText()).contains(header, said);
  }

  @Test
  void names_may_travel_encoded_and_must_where_headers_cannot_carry_them() {
    ObjectNode echo = Wire.request(1, "tools/call", q("{'name':'echo'}"));
    assertThat(wire.http(echo, Map.of(Headers.NAME, "=?base64?ZWNobw==?=")).text()).isEqualTo("hi");
    ObjectNode size = Wire.request(1, "prompts/get", q("{'name':'größe'}"));
    assertThat(wire.http(size, Map.of()).result().has("messages")).isTrue();
    ObjectNode read = Wire.request(1, "resources/read", q("{'uri':'test:a'}"));
    assertThat(wire.http(read, Map.of()).result().has("contents")).isTrue();
    assertThat(wire.http(read, Collections.singletonMap(Headers.NAME, null)).errorCode())
        .isEqualTo(-32020);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tools/list", "server/discover", "prompts/list", "subscriptions/listen"})
  void only_methods_with_a_name_need_its_header(String method) {
    ObjectNode message = Wire.request(1, method, q("{'':'x','name':'y','notifications':{}}"));
    Answer answer =
        wire.send(
            dev.waybill.protocol.Json.bytes(message),
            Map.of("mcp-protocol-version", "2026-07-28", "MCP-METHOD", method),
            Principal.ANONYMOUS);
    assertThat(answer.response == null || answer.response.has("result")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'name':5}", "{}", "{'name':null}"})
  void a_name_that_is_no_string_is_a_matter_of_the_params(String params) {
    assertThat(wire.http(Wire.request(1, "tools/call", q(params)), Map.of()).errorCode())
        .isEqualTo(-32602);
  }

  @Test
  void unknown_things_are_refused_with_what_was_asked_for() {
    assertThat(wire.call("nope", "{}").errorText()).isEqualTo("Unknown tool: nope");
    Answer prompt = wire.ask("prompts/get", q("{'name':'nope'}"));
    assertThat(prompt.errorCode()).isEqualTo(-32602);
    assertThat(prompt.errorText()).contains("nope");
    Answer resource = wire.ask("resources/read", q("{'uri':'test:nope'}"));
    assertThat(resource.errorCode()).isEqualTo(-32602);
    assertThat(resource.error().get("data")).isEqualTo(Wire.json("{'uri':'test:nope'}"));
  }

  @Test
  void notifications_are_taken_in_and_nothing_comes_back() {
    byte[] notification =
        q("{'jsonrpc':'2.0','method':'notifications/x'}").getBytes(StandardCharsets.UTF_8);
    Answer answer = wire.send(notification, Map.of(), Principal.ANONYMOUS).await();
    assertThat(answer.status).isEqualTo(202);
    assertThat(answer.response).isNull();
  }

  @Test
  void a_message_never_ends_in_half_a_character() {
    for (int shift = 0; shift < 2; shift++) {
      String name = "x".repeat(shift) + "😀".repeat(100);
      String said = wire.call(name, "{}").errorText();
      assertThat(said.getBytes(StandardCharsets.UTF_8)).doesNotContain((byte) '?');
      assertThat(said.length()).isLessThan(130);
    }
  }

  @Test
  void every_result_says_who_the_server_is() {
    for (Answer answer :
        java.util.List.of(
            wire.ask("tools/list", "{}"),
            wire.ask("server/discover", "{}"),
            wire.call("echo", "{}"),
            wire.ask("resources/read", q("{'uri':'test:a'}")))) {
      assertThat(answer.result().at("/_meta/io.modelcontextprotocol~1serverInfo"))
          .isEqualTo(Wire.json("{'name':'test','version':'1'}"));
      assertThat(answer.result().get("resultType").stringValue()).isEqualTo("complete");
      assertThat(answer.twice).isFalse();
    }
  }

  @Test
  void broken_frames_are_answered_without_an_id_where_none_was_legible() {
    Answer answer = wire.send("{".getBytes(StandardCharsets.UTF_8), null, Principal.ANONYMOUS);
    assertThat(answer.errorCode()).isEqualTo(-32700);
    assertThat(answer.status).isEqualTo(400);
    assertThat(answer.response).isNotNull();
    assertThat(answer.response.has("id")).isFalse();
  }

  @Test
  void whatever_fails_inside_the_door_is_an_answer_and_not_an_exception() {
    Policy broken =
        (principal, feature) -> {
          throw new IllegalStateException("secret of the policy");
        };
    Wire failing =
        new Wire(
            McpServer.builder("test", "1")
                .policy(broken)
                .add(Resource.at("test:a").handler(call -> "a"))
                .build());
    for (Answer answer :
        java.util.List.of(
            failing.ask("resources/list", "{}"),
            failing.ask("resources/read", q("{'uri':'test:a'}")),
            failing.ask(
                "subscriptions/listen",
                q("{'notifications':{'resourceSubscriptions':['test:a']}}")))) {
      assertThat(answer.errorCode()).isEqualTo(-32603);
      assertThat(answer.errorText()).doesNotContain("secret");
    }
  }
}
