package dev.waybill.server;

import static dev.waybill.server.Wire.q;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Wire.Answer;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sealed state opens for whom and what it was made for, while it is good, and never otherwise. */
class StateTest {
  record Yes(boolean ok) {}

  private static final String OK = "{'q':{'action':'accept','content':{'ok':true}}}";
  private static final String KEY_A = "a:" + "A".repeat(43) + "=";
  private static final String KEY_B = "b:" + "B".repeat(42) + "A=";
  private static final Principal ALICE = Principal.of("alice");
  private static final Principal BOB = Principal.of("bob");

  private final ManualClock clock = new ManualClock();
  private final AtomicInteger runs = new AtomicInteger();

  private McpServer.Builder builder() {
    McpServer.Builder builder = McpServer.builder("t", "1").clock(clock).pageSize(1);
    for (String name : new String[] {"t", "u"}) {
      builder.add(Tool.named(name).input(Wire.json("{'type':'object'}")).handler(this::handle));
    }
    builder.add(
        Tool.named("once")
            .singleUseState()
            .input(Wire.json("{'type':'object'}"))
            .handler(this::handle));
    return builder.add(Prompt.named("t").handler((in, call) -> handle(null, call)));
  }

  private Object handle(Object in, Call call) {
    runs.incrementAndGet();
    call.elicit("q", "?", Yes.class);
    return "done";
  }

  private Wire wire(String keys) {
    return new Wire(builder().keys(KeyRing.parse(keys)).build());
  }

  private static ObjectNode params(String name, String arguments, String state) {
    ObjectNode params =
        Wire.json(
            "{'name':'%s','arguments':%s,'inputResponses':%s}".formatted(name, arguments, OK));
    return params.put("requestState", state);
  }

  private static String state(Answer asked) {
    return asked.result().get("requestState").stringValue();
  }

  private void refused(Answer answer, String why) {
    assertThat(answer.errorCode()).isEqualTo(-32602);
    assertThat(answer.status).isEqualTo(400);
    assertThat(answer.errorText()).contains("requestState", why);
  }

  @Test
  void it_is_bound_to_principal_method_name_and_arguments() {
    Wire wire = wire(KEY_A);
    String state =
        state(
            wire.as(ALICE, "tools/call", "{'name':'t','arguments':{'a':1,'b':{'c':[1,2],'d':2}}}"));
    String same = "{'b':{'d':2,'c':[1,2]},'a':1}";
    runs.set(0);

    refused(wire.as(BOB, "tools/call", params("t", same, state).toString()), "someone else");
    refused(
        wire.as(Principal.ANONYMOUS, "tools/call", params("t", same, state).toString()),
        "someone else");
    refused(wire.as(ALICE, "tools/call", params("u", same, state).toString()), "another request");
    refused(wire.as(ALICE, "prompts/get", params("t", "{}", state).toString()), "another request");
    for (String other :
        new String[] {
          "{}",
          "{'a':2,'b':{'c':[1,2],'d':2}}",
          "{'a':'1','b':{'c':[1,2],'d':2}}",
          "{'a':1,'b':{'c':[2,1],'d':2}}",
          "{'a':1,'b':{'c':[1,2],'d':2},'e':null}"
        }) {
      refused(
          wire.as(ALICE, "tools/call", params("t", other, state).toString()), "other arguments");
    }
    assertThat(runs).hasValue(0);
    assertThat(wire.as(ALICE, "tools/call", params("t", same, state).toString()).text())
        .isEqualTo("done");
  }

  @Test
  void a_change_of_any_character_breaks_it() {
    Wire wire = wire(KEY_A);
    String state = state(wire.call("t", "{}"));
    runs.set(0);
    for (int i = 0; i < state.length(); i++) {
      for (char other : new char[] {'A', 'B', 'g', '_', '=', ' ', '+'}) {
        if (state.charAt(i) != other) {
          String changed = state.substring(0, i) + other + state.substring(i + 1);
          refused(wire.ask("tools/call", params("t", "{}", changed).toString()), "changed");
        }
      }
    }
    for (String changed :
        new String[] {
          "",
          "A",
          state + "A",
          state + "=",
          state + "\n",
          state.substring(1),
          state + state,
          "\u0000",
          "😀"
        }) {
      refused(wire.ask("tools/call", params("t", "{}", changed).toString()), "");
    }
    for (int cut = 1; cut < state.length(); cut += 7) {
      refused(
          wire.ask("tools/call", params("t", "{}", state.substring(0, cut)).toString()), "changed");
    }
    refused(wire.ask("tools/call", params("t", "{}", "x".repeat(20_000)).toString()), "longer");
    assertThat(runs).hasValue(0);
  }

  @Test
  void it_expires() {
    Wire wire = new Wire(builder().stateLifetime(Duration.ofMinutes(5)).build());
    String state = state(wire.call("t", "{}"));
    clock.advance(Duration.ofMinutes(5).minusSeconds(1));
    assertThat(wire.ask("tools/call", params("t", "{}", state).toString()).text())
        .isEqualTo("done");
    clock.advance(Duration.ofSeconds(1));
    refused(wire.ask("tools/call", params("t", "{}", state).toString()), "expired");
  }

  @Test
  void keys_rotate_and_workers_share_them() {
    String state = state(wire(KEY_A).call("t", "{}"));
    ObjectNode retry = params("t", "{}", state);
    assertThat(wire(KEY_A).ask("tools/call", retry.toString()).text()).isEqualTo("done");
    assertThat(wire(KEY_B + "," + KEY_A).ask("tools/call", retry.toString()).text())
        .isEqualTo("done");
    refused(wire(KEY_B).ask("tools/call", retry.toString()), "key this server does not have");
    String wrongKeySameId = KEY_B.replace("b:", "a:");
    refused(wire(wrongKeySameId).ask("tools/call", retry.toString()), "changed");
    String rotated = state(wire(KEY_B + "," + KEY_A).call("t", "{}"));
    assertThat(
            new String(
                Base64.getUrlDecoder().decode(rotated),
                java.nio.charset.StandardCharsets.ISO_8859_1))
        .startsWith("\u0001\u0001b");
  }

  @Test
  void a_cursor_is_no_state_and_a_state_no_cursor() {
    Wire wire = wire(KEY_A);
    String cursor = wire.ask("tools/list", "{}").result().get("nextCursor").stringValue();
    refused(wire.ask("tools/call", params("t", "{}", cursor).toString()), "changed");
    String state = state(wire.call("t", "{}"));
    Answer list = wire.ask("tools/list", q("{'cursor':'" + state + "'}"));
    assertThat(list.errorCode()).isEqualTo(-32602);
  }

  @Test
  void a_state_may_be_used_again_unless_the_tool_says_otherwise() {
    Wire wire = wire(KEY_A);
    String state = state(wire.call("t", "{}"));
    assertThat(wire.ask("tools/call", params("t", "{}", state).toString()).text())
        .isEqualTo("done");
    assertThat(wire.ask("tools/call", params("t", "{}", state).toString()).text())
        .isEqualTo("done");

    String once = state(wire.call("once", "{}"));
    assertThat(wire.ask("tools/call", params("once", "{}", once).toString()).text())
        .isEqualTo("done");
    refused(wire.ask("tools/call", params("once", "{}", once).toString()), "one use");
  }

  @Test
  void a_used_nonce_is_forgotten_when_its_state_has_expired() {
    NonceStore store = NonceStore.inMemory(clock);
    var expires = clock.instant().plusSeconds(10);
    assertThat(store.use("a", expires)).isTrue();
    assertThat(store.use("a", expires)).isFalse();
    assertThat(store.use("b", expires)).isTrue();
    clock.advance(Duration.ofSeconds(10));
    assertThat(store.use("a", expires)).isTrue();
  }

  @Test
  void nothing_of_the_journal_can_be_read_from_outside() {
    Wire wire =
        Wire.of(
            Tool.named("t")
                .handler((in, call) -> {
                  call.step("s", String.class, () -> "TOPSECRET");
                  return call.elicit("q", "?", Yes.class);
                }));
    JsonNode asked = wire.call("t", "{}").result();
    byte[] opened = Base64.getUrlDecoder().decode(asked.get("requestState").stringValue());
    assertThat(new String(opened, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("TOPSECRET", "\"s\"", "elicit");
    assertThat(asked.get("requestState").stringValue()).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void a_state_on_a_call_that_never_asks_is_checked_all_the_same() {
    Wire wire = Wire.of(Tool.named("t").handler((in, call) -> "no questions"));
    refused(wire.ask("tools/call", q("{'name':'t','requestState':'forged'}")), "changed");
  }
}
