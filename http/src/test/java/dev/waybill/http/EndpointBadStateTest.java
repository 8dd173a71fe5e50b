package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Headers;
import dev.waybill.protocol.Json;
import dev.waybill.server.KeyRing;
import dev.waybill.server.McpServer;
import dev.waybill.server.Principal;
import dev.waybill.server.Tool;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A {@code requestState} that is not the one given for this very request opens nothing. */
class EndpointBadStateTest extends EndpointProof {
  private static final String USER = "X-User";

  private final KeyRing keys = KeyRing.generate();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-08-01T12:00:00Z"));

  @Override
  McpServer.Builder engine(McpServer.Builder server) {
    return super.engine(server)
        .keys(keys)
        .clock(now::get)
        .stateLifetime(Duration.ofMinutes(30))
        .add(
            Tool.named("once")
                .singleUseState()
                .handler((in, call) -> {
                  features.runs.incrementAndGet();
                  return call.roots("roots").toString();
                }));
  }

  @Override
  HttpEndpointBuilder settings(HttpEndpointBuilder builder) {
    return builder.authenticator(headers -> Principal.of(String.valueOf(headers.get(USER))));
  }

  private static EndpointMessage deploy(String env) {
    return EndpointMessage.call("deploy", "{\"env\":\"" + env + "\"}").header(USER, "ann");
  }

  private static EndpointMessage plain(String tool) {
    return EndpointMessage.call(tool, "{}").header(USER, "ann");
  }

  /** Asks, and answers the state that comes back. */
  private String state(EndpointMessage message) throws IOException {
    JsonNode result = result(http1(message));
    assertThat(result.path("resultType").stringValue()).isEqualTo("input_required");
    return result.path("requestState").stringValue();
  }

  private static EndpointMessage retry(EndpointMessage message, String state) {
    return message.params(params -> {
      params.put("requestState", state);
      ObjectNode answers = params.putObject("inputResponses");
      answers
          .putObject("approve")
          .put("action", "accept")
          .putObject("content")
          .put("approved", true);
      answers.putObject("roots").putArray("roots");
    });
  }

  private void refused(String what, EndpointMessage message, String... words) throws IOException {
    refused(new Case(what, message, 400, -32602, Id.NAMED, words));
  }

  @Test
  void the_state_given_for_a_request_goes_on_with_it() throws IOException {
    String state = state(deploy("prod"));
    now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(29)));
    for (Wired.Response answer : answers(retry(deploy("prod"), state))) {
      assertThat(result(answer).at("/content/0/text").stringValue()).isEqualTo("deployed prod");
    }
  }

  @Test
  void a_changed_state_is_refused_whatever_was_changed() throws IOException {
    String state = state(deploy("prod"));
    int before = features.runs.get();
    try (Wired client = new Wired(endpoint)) {
      for (int at = 0; at < state.length(); at++) {
        char other = state.charAt(at) == 'A' ? 'B' : 'A';
        String changed = state.substring(0, at) + other + state.substring(at + 1);
        Case c =
            new Case("at " + at, retry(deploy("prod"), changed), 400, -32602, Id.NAMED, "changed");
        refused(c, client.write(c.message().bytes()).response());
      }
      // Every bit of the last character, of which the decoder may not need all.
      for (char last :
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
        String changed = state.substring(0, state.length() - 1) + last;
        if (!changed.equals(state)) {
          Case c =
              new Case(
                  "last " + last, retry(deploy("prod"), changed), 400, -32602, Id.NAMED, "changed");
          refused(c, client.write(c.message().bytes()).response());
        }
      }
    }
    assertThat(features.runs).hasValue(before);
  }

  @Test
  void what_never_was_a_state_is_refused() throws IOException {
    String state = state(deploy("prod"));
    Map<String, String> others = new LinkedHashMap<>();
    others.put("empty", "");
    others.put("a word", "state");
    others.put(
        "Base64 of something else", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    others.put("cut off", state.substring(0, state.length() - 4));
    others.put("prolonged", state + "AAAA");
    others.put("padded", state + "=");
    others.put("twice", state + state);
    others.put("with a line break", state + "\n");
    others.put("too long", "A".repeat(20_000));
    for (Map.Entry<String, String> other : others.entrySet()) {
      refused(other.getKey(), retry(deploy("prod"), other.getValue()), "requestState");
    }
    for (String wrong : new String[] {"1", "null", "{}", "[]", "true"}) {
      EndpointMessage message =
          deploy("prod").params(p -> p.set("requestState", Json.mapper().readTree(wrong)));
      refused(wrong, message, "requestState", "a string");
    }
    EndpointMessage answers = deploy("prod").params(p -> p.putArray("inputResponses"));
    refused("answers in an array", answers, "inputResponses", "an object");
  }

  @Test
  void a_cursor_is_no_state() throws IOException {
    endpoint.close();
    McpServer paged = super.engine(McpServer.builder("proof", "1")).keys(keys).pageSize(1).build();
    endpoint = settings(HttpEndpoint.builder(paged)).start();
    JsonNode page = result(http1(EndpointMessage.of("tools/list", "{}")));
    refused(
        "a cursor", retry(deploy("prod"), page.path("nextCursor").stringValue()), "requestState");
  }

  @Test
  void an_expired_state_is_refused() throws IOException {
    String state = state(deploy("prod"));
    now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(30)));
    refused("expired", retry(deploy("prod"), state), "expired");
  }

  @Test
  void a_state_is_good_for_its_principal_only() throws IOException {
    String state = state(deploy("prod"));
    for (String other : new String[] {"bob", "Ann", "ann ann", ""}) {
      refused(other, retry(deploy("prod"), state).header(USER, other), "someone else");
    }
    refused("nobody", retry(deploy("prod"), state).without(USER), "someone else");
  }

  @Test
  void a_state_is_good_for_its_tool_only() throws IOException {
    String state = state(plain("think"));
    refused("another tool", retry(plain("roots"), state), "another request");
    EndpointMessage prompt =
        EndpointMessage.of("prompts/get", "{\"name\":\"asking\"}").header(USER, "ann");
    refused("a prompt", retry(prompt, state), "another request");
    EndpointMessage resource =
        EndpointMessage.of("resources/read", "{\"uri\":\"memo://asking\"}").header(USER, "ann");
    refused("a resource", retry(resource, state), "another request");
    refused("of a prompt", retry(plain("roots"), state(prompt)), "another request");
    refused("of a resource", retry(prompt, state(resource)), "another request");
  }

  @Test
  void a_state_is_good_for_its_arguments_only() throws IOException {
    String state = state(deploy("prod"));
    refused("another value", retry(deploy("test"), state), "other arguments");
    EndpointMessage more =
        deploy("prod").params(p -> ((ObjectNode) p.get("arguments")).put("force", true));
    refused("one more", retry(more, state), "other arguments");
    EndpointMessage none = deploy("prod").params(p -> p.putObject("arguments"));
    refused("none", retry(none, state), "other arguments");
    EndpointMessage noMember = deploy("prod").params(p -> p.remove("arguments"));
    refused("no member", retry(noMember, state), "other arguments");
  }

  @Test
  void a_state_sealed_with_an_unknown_key_is_refused() throws IOException {
    String state = state(deploy("prod"));
    endpoint.close();
    // The same id with another key, and then another id.
    for (KeyRing ring :
        new KeyRing[] {KeyRing.generate(), KeyRing.parse("other:" + "A".repeat(43) + "=")}) {
      McpServer server =
          super.engine(McpServer.builder("proof", "1")).keys(ring).clock(now::get).build();
      endpoint = settings(HttpEndpoint.builder(server)).start();
      refused("unknown key", retry(deploy("prod"), state), "key");
      endpoint.close();
    }
  }

  @Test
  void a_state_for_one_use_is_refused_the_second_time() throws IOException {
    EndpointMessage retry = retry(plain("once"), state(plain("once")));
    assertThat(result(http1(retry)).path("resultType").stringValue()).isEqualTo("complete");
    refused("again", retry, "one use");
  }

  @Test
  void a_state_survives_members_that_do_not_matter() throws IOException {
    String state = state(deploy("prod"));
    EndpointMessage other =
        retry(deploy("prod"), state)
            .json(message -> message.put("id", "another"))
            .meta(meta -> meta.put("progressToken", 7))
            .header(Headers.NAME, "=?base64?ZGVwbG95?=");
    assertThat(new ArrayList<>(answers(other)))
        .allSatisfy(
            answer -> assertThat(result(answer).path("isError").asBoolean(false)).isFalse());
  }
}
