package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Headers;
import dev.waybill.protocol.Json;
import dev.waybill.server.McpServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class EndpointBadParamsTest extends EndpointProof {
  @Override
  McpServer.Builder engine(McpServer.Builder server) {
    return super.engine(server).pageSize(2);
  }

  static Stream<Case> unknown_things() {
    return Stream.of(
        unknown("a tool", EndpointMessage.call("nothing", "{}"), "nothing"),
        unknown("a tool in capitals", EndpointMessage.call("Echo", "{}"), "Echo"),
        unknown("a prompt", EndpointMessage.of("prompts/get", "{\"name\":\"no-such\"}"), "no-such"),
        resource("memo://two"),
        resource("note://host/x"),
        resource("file:///etc/passwd"),
        resource("not a uri"),
        unknown("a prompt to complete", completion("ref/prompt", "name", "none", "name"), "none"),
        unknown("an argument", completion("ref/prompt", "name", "greet", "mood"), "mood"),
        unknown("a template", completion("ref/resource", "uri", "x:{y}", "y"), "x:{y}"),
        unknown("a kind of reference", completion("ref/tool", "name", "echo", "text"), "ref/tool"),
        unknown("no name", EndpointMessage.of("tools/call", "{\"arguments\":{}}"), "name"),
        unknown("a name of no type", EndpointMessage.of("tools/call", "{\"name\":7}"), "name"),
        unknown("no uri", EndpointMessage.of("resources/read", "{}"), "uri"),
        unknown(
            "arguments in an array",
            EndpointMessage.of("tools/call", "{\"name\":\"echo\",\"arguments\":[]}"),
            "arguments"),
        unknown(
            "arguments of a prompt that are no strings",
            EndpointMessage.of("prompts/get", "{\"name\":\"greet\",\"arguments\":{\"name\":1}}"),
            "arguments"),
        unknown(
            "a prompt without its argument",
            EndpointMessage.of("prompts/get", "{\"name\":\"greet\",\"arguments\":{}}"),
            "name"),
        unknown("no filter", EndpointMessage.of("subscriptions/listen", "{}"), "notifications"),
        unknown(
            "a filter of the wrong type",
            EndpointMessage.of(
                "subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":1}}"),
            "toolsListChanged"));
  }

  private static Case resource(String uri) {
    return new Case(
        "resource " + uri,
        EndpointMessage.of("resources/read", "{\"uri\":\"" + uri + "\"}"),
        400,
        -32602,
        Id.NAMED,
        error -> {
          assertThat(error.path("message").stringValue()).contains(uri);
          assertThat(error.at("/data/uri").stringValue()).isEqualTo(uri);
        });
  }

  private static EndpointMessage completion(String type, String key, String of, String argument) {
    return EndpointMessage.of(
        "completion/complete",
        """
        {"ref":{"type":"%s","%s":"%s"},"argument":{"name":"%s","value":"x"}}\
        """
            .formatted(type, key, of, argument));
  }

  private static Case unknown(String name, EndpointMessage message, String... words) {
    return new Case(name, message, 400, -32602, Id.NAMED, words);
  }

  @ParameterizedTest
  @MethodSource
  void unknown_things(Case c) throws IOException {
    refused(c);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tools/list", "prompts/list", "resources/list"})
  void a_cursor_is_good_for_the_list_it_came_from_and_only_as_it_was(String method)
      throws IOException {
    String cursor = cursor("tools/list");
    assertThat(cursor).isNotEmpty();
    if (method.equals("tools/list")) {
      assertThat(result(http1(page(method, cursor))).path("tools").size()).isEqualTo(2);
    } else {
      refused(unknown("of another list", page(method, cursor), "cursor"));
    }
    char last = cursor.charAt(cursor.length() - 1);
    for (String bad :
        List.of(
            "",
            "0",
            "no cursor at all",
            cursor.substring(1),
            cursor + "A",
            cursor.substring(0, cursor.length() - 1) + (last == 'A' ? 'B' : 'A'))) {
      String shown = bad.length() > 90 ? bad.substring(0, 90) : bad;
      refused(unknown(bad, page(method, bad), "cursor", shown));
    }
    refused(
        unknown("a number", EndpointMessage.of(method, "{\"cursor\":1}"), "cursor", "a string"));
  }

  private String cursor(String method) throws IOException {
    return result(http1(EndpointMessage.of(method, "{}"))).path("nextCursor").stringValue();
  }

  private static EndpointMessage page(String method, String cursor) {
    return EndpointMessage.of(method, "{\"cursor\":\"" + cursor + "\"}");
  }

  static Stream<Arguments> bad_arguments() {
    String good =
        """
        {"title":"t","count":1,"color":"RED","parts":[{"name":"a","sizes":[1,2]}],"prices":{"a":1}}\
        """;
    return Stream.of(
        Arguments.of("echo", "{}", new String[] {"/text"}),
        Arguments.of("echo", "{\"text\":null}", new String[] {"/text", "string"}),
        Arguments.of("echo", "{\"text\":5}", new String[] {"/text", "string"}),
        Arguments.of("roots", "{\"any\":1}", new String[] {"any"}),
        Arguments.of("order", "{}", new String[] {"/title", "/count", "/parts", "/prices"}),
        Arguments.of("order", good.replace("RED", "PINK"), new String[] {"/color", "RED", "GREEN"}),
        Arguments.of(
            "order", good.replace("[1,2]", "[1,\"2\"]"), new String[] {"/parts/0/sizes/1"}),
        Arguments.of(
            "order", good.replace("{\"a\":1}", "{\"a\":\"1\"}"), new String[] {"/prices/a"}),
        Arguments.of(
            "order", good.replace("\"count\":1", "\"count\":1.5"), new String[] {"/count"}),
        Arguments.of(
            "order", good.replace("\"count\":1", "\"count\":1e999999999"), new String[] {"count"}),
        Arguments.of(
            "order",
            good.replace("\"count\":1", "\"count\":-1e-999999999"),
            new String[] {"count"}),
        Arguments.of(
            "order",
            good.replace("\"count\":1", "\"count\":99999999999"),
            new String[] {"/count", "int"}),
        Arguments.of(
            "order",
            good.replace("\"count\":1", "\"count\":-1"),
            new String[] {"must not be negative"}),
        Arguments.of(
            "order",
            "{\"title\":1,\"count\":\"x\",\"parts\":{},\"prices\":[]}",
            new String[] {"/title", "/count", "/parts", "/prices"}));
  }

  @ParameterizedTest
  @MethodSource("bad_arguments")
  void arguments_that_do_not_satisfy_the_schema_are_a_tool_error_that_names_each_path(
      String tool, String arguments, String[] words) throws IOException {
    int before = features.runs.get();
    for (Wired.Response answer : answers(EndpointMessage.call(tool, arguments))) {
      JsonNode result = result(answer);
      assertThat(result.path("isError").booleanValue()).isTrue();
      assertThat(result.path("resultType").stringValue()).isEqualTo("complete");
      assertThat(result.at("/content/0/text").stringValue()).contains(words).contains(tool);
      assertThat(Json.parse(answer.bytes()).get("id").intValue()).isEqualTo(1);
    }
    assertThat(features.runs).hasValue(before);
  }

  @Test
  void half_a_surrogate_pair_breaks_nothing_wherever_it_stands() throws IOException {
    String half = "\"\\ud800\"";
    for (EndpointMessage odd :
        List.of(
            EndpointMessage.call("echo", "{\"text\":\"x\"}").text(t -> t.replace("\"x\"", half)),
            EndpointMessage.call("order", "{}").text(t -> t.replace("\"order\"", half)),
            EndpointMessage.of("tools/list", "{}")
                .text(t -> t.replace("\"id\":1", "\"id\":" + half)),
            EndpointMessage.of("x", "{}").text(t -> t.replace("\"x\"", half)),
            EndpointMessage.of("tools/list", "{\"cursor\":\"x\"}")
                .text(t -> t.replace("\"x\"", half)),
            EndpointMessage.of("resources/read", "{\"uri\":\"x\"}")
                .without(Headers.NAME)
                .text(t -> t.replace("\"x\"", half)))) {
      for (Wired.Response answer : answers(odd)) {
        assertThat(answer.status()).as(answer.body()).isLessThan(500);
        assertThat(Json.parse(answer.bytes()).path("jsonrpc").stringValue()).isEqualTo("2.0");
      }
    }
  }
}
