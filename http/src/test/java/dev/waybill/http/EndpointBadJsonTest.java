package dev.waybill.http;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointBadJsonTest extends EndpointProof {
  private static final EndpointMessage GOOD = EndpointMessage.call("echo", "{\"text\":\"x\"}");

  static Stream<Case> not_json() {
    return Stream.of(
            body("empty", ""),
            body("only blanks", " \r\n\t"),
            body("a word", "hello"),
            body("a cut off object", "{\"jsonrpc\":\"2.0\",\"id\":1"),
            body("a cut off string", "\"abc"),
            body("a cut off literal", "nul"),
            body("single quotes", "{'jsonrpc':'2.0'}"),
            body("unquoted names", "{jsonrpc:\"2.0\"}"),
            body("a trailing comma", "{\"jsonrpc\":\"2.0\",}"),
            body("a comment", "/* hi */ {}"),
            body("NaN", "{\"id\":NaN}"),
            body("a leading zero", "{\"id\":01}"),
            body("a plus sign", "{\"id\":+1}"),
            body("a hexadecimal number", "{\"id\":0x1}"),
            body("a control character in a string", "{\"id\":\"\u0001\"}"),
            body("a line break in a string", "{\"id\":\"a\nb\"}"),
            body("an unknown escape", "{\"id\":\"\\x41\"}"),
            body("a cut off escape", "{\"id\":\"\\u00\"}"),
            body("UTF-16", "{\0\"\0}\0"),
            body("a form", "jsonrpc=2.0&id=1"))
        .map(EndpointBadJsonTest::parseError);
  }

  static Stream<Case> duplicate_keys() {
    return Stream.of(
            body("in the message", "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":1,\"method\":\"x\"}"),
            swapped("in params", "\"params\":{", "\"params\":{\"name\":\"echo\","),
            swapped("in arguments", "\"text\":\"x\"", "\"text\":\"x\",\"text\":\"y\""),
            swapped("with the same value", "\"text\":\"x\"", "\"text\":\"x\",\"text\":\"x\""),
            swapped("escaped differently", "\"text\":\"x\"", "\"text\":\"x\",\"t\\u0065xt\":\"y\""),
            swapped("inside an array", "\"x\"", "[{\"a\":1,\"a\":2}]"))
        .map(EndpointBadJsonTest::parseError);
  }

  static Stream<Case> trailing_garbage() {
    return Stream.of("x", "{}", "]", "}", ",", "null", "\0", "\n\"more\"", "//")
        .map(more -> new Named("then " + more.strip(), GOOD.text(text -> text + more)))
        .map(EndpointBadJsonTest::parseError);
  }

  static Stream<Case> invalid_utf_8() {
    return Stream.of(
            swapped("a lone continuation byte", "\"x\"", "\"\u0080\""),
            swapped("a Latin-1 letter", "\"x\"", "\"\u00e9\""),
            swapped("an overlong slash", "\"x\"", "\"\u00c0\u00af\""),
            swapped("an overlong NUL", "\"x\"", "\"\u00e0\u0080\u0080\""),
            swapped("a cut off character", "\"x\"", "\"\u00e2\u0082\""),
            swapped("an encoded surrogate", "\"x\"", "\"\u00ed\u00a0\u0080\""),
            swapped("past U+10FFFF", "\"x\"", "\"\u00f4\u0090\u0080\u0080\""),
            swapped("an impossible byte", "\"x\"", "\"\u00ff\""),
            swapped("in a name", "\"text\"", "\"te\u00ffxt\""),
            swapped("in a value nobody reads", "\"_meta\":{", "\"_meta\":{\"a\":\"\u00fe\","),
            body("outside of strings", "\u00ff{}"))
        .map(EndpointBadJsonTest::parseError);
  }

  static Stream<Case> past_the_limits() {
    return Stream.of(
            swapped("arrays", "\"x\"", "[".repeat(62) + "]".repeat(62)),
            swapped("objects", "\"x\"", "{\"a\":".repeat(62) + "1" + "}".repeat(62)),
            swapped("very deep", "\"x\"", "[".repeat(200_000) + "]".repeat(200_000)),
            body("deep and not closed", "[".repeat(1_000_000)),
            swapped("a string", "\"x\"", "\"" + "x".repeat((1 << 20) + 1) + "\""),
            swapped("an integer", "\"x\"", "1".repeat(1001)),
            swapped("a fraction", "\"x\"", "0." + "1".repeat(1001)))
        .map(EndpointBadJsonTest::parseError);
  }

  @ParameterizedTest
  @MethodSource({
    "not_json",
    "duplicate_keys",
    "trailing_garbage",
    "invalid_utf_8",
    "past_the_limits"
  })
  void what_is_not_json_is_a_parse_error(Case c) throws IOException {
    refused(c);
  }

  static Stream<Case> not_a_request() {
    String params = "\"method\":\"tools/list\",\"params\":{}";
    return Stream.of(
        invalid("a batch", "[" + text(GOOD) + "]", Id.ABSENT, "batches"),
        invalid("a batch of two", "[" + text(GOOD) + "," + text(GOOD) + "]", Id.ABSENT, "batches"),
        invalid("an empty batch", "[]", Id.ABSENT, "batches"),
        invalid("a string", "\"tools/list\"", Id.ABSENT, "object"),
        invalid("a number", "1", Id.ABSENT, "object"),
        invalid("null", "null", Id.ABSENT, "object"),
        invalid("true", "true", Id.ABSENT, "object"),
        invalid("an empty object", "{}", Id.ABSENT, "jsonrpc"),
        invalid("a result", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", Id.ABSENT, "response"),
        invalid(
            "an error",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"\"}}",
            Id.ABSENT,
            "response"),
        invalid("no jsonrpc", "{\"id\":1," + params + "}", Id.NAMED, "jsonrpc", "2.0"),
        invalid("1.0", "{\"jsonrpc\":\"1.0\",\"id\":1," + params + "}", Id.NAMED, "jsonrpc"),
        invalid("2", "{\"jsonrpc\":\"2\",\"id\":1," + params + "}", Id.NAMED, "jsonrpc"),
        invalid("number 2.0", "{\"jsonrpc\":2.0,\"id\":1," + params + "}", Id.NAMED, "jsonrpc"),
        invalid("jsonrpc null", "{\"jsonrpc\":null,\"id\":1," + params + "}", Id.NAMED, "jsonrpc"),
        id("null"),
        id("1.5"),
        id("1.0"),
        id("1e400"),
        id("{}"),
        id("[]"),
        id("[1]"),
        id("true"),
        id("9223372036854775808"),
        id("-9223372036854775809"),
        invalid("no method", "{\"jsonrpc\":\"2.0\",\"id\":1,\"params\":{}}", Id.NAMED, "method"),
        invalid(
            "method null", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":null}", Id.NAMED, "method"),
        invalid("method 7", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", Id.NAMED, "method"),
        params("[]"),
        params("[1]"),
        params("\"x\""),
        params("null"),
        params("3"));
  }

  @ParameterizedTest
  @MethodSource
  void not_a_request(Case c) throws IOException {
    refused(c);
  }

  private record Named(String name, EndpointMessage message) {}

  private static Named body(String name, String bytes) {
    return new Named(name, GOOD.body(bytes));
  }

  private static Named swapped(String name, String part, String other) {
    return new Named(
        name + " " + other.substring(0, Math.min(12, other.length())),
        GOOD.text(text -> text.replace(part, other)));
  }

  private static Case parseError(Named named) {
    return new Case(named.name(), named.message(), 400, -32700, Id.ABSENT, "Parse error");
  }

  private static Case invalid(String name, String body, Id id, String... words) {
    return new Case(name, GOOD.body(body), 400, -32600, id, words);
  }

  private static Case id(String id) {
    return new Case(
        "id " + id,
        GOOD.text(text -> text.replace("\"id\":1", "\"id\":" + id)),
        400,
        -32600,
        Id.ABSENT,
        "\"id\"");
  }

  private static Case params(String params) {
    return invalid(
        "params " + params,
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":" + params + "}",
        Id.NAMED,
        "params");
  }

  private static String text(EndpointMessage message) {
    return new String(message.body(), java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
