package dev.waybill.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waybill.protocol.Frame.FrameException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
  private static final String QUOTE = "`";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "[]                                                   | -32600 |   | batch",
        "[{`jsonrpc`:`2.0`,`id`:1,`method`:`ping`}]           | -32600 |   | batch",
        "1                                                    | -32600 |   | object",
        "`text`                                               | -32600 |   | object",
        "null                                                 | -32600 |   | object",
        "{}                                                   | -32600 |   | jsonrpc",
        "{`jsonrpc`:`1.0`,`id`:1,`method`:`x`}                | -32600 | 1 | jsonrpc",
        "{`jsonrpc`:2.0,`id`:1,`method`:`x`}                  | -32600 | 1 | jsonrpc",
        "{`jsonrpc`:null,`id`:`a`,`method`:`x`}               | -32600 | a | jsonrpc",
        "{`id`:7,`method`:`x`}                                | -32600 | 7 | jsonrpc",
        "{`jsonrpc`:`2.0`,`id`:null,`method`:`x`}             | -32600 |   | id",
        "{`jsonrpc`:`2.0`,`id`:1.5,`method`:`x`}              | -32600 |   | id",
        "{`jsonrpc`:`2.0`,`id`:1.0,`method`:`x`}              | -32600 |   | id",
        "{`jsonrpc`:`2.0`,`id`:1e3,`method`:`x`}              | -32600 |   | id",
        "{`jsonrpc`:`2.0`,`id`:{},`method`:`x`}               | -32600 |   | id",
        "{`jsonrpc`:`2.0`,`id`:[1],`method`:`x`}              | -32600 |   | id",
        "{`jsonrpc`:`2.0`,`id`:true,`method`:`x`}             | -32600 |   | id",
        "{`jsonrpc`:`2.0`,`id`:9223372036854775808,`method`:`x`} | -32600 | | id",
        "{`jsonrpc`:`2.0`,`id`:1}                             | -32600 | 1 | method",
        "{`jsonrpc`:`2.0`,`id`:1,`method`:null}               | -32600 | 1 | method",
        "{`jsonrpc`:`2.0`,`id`:1,`method`:5}                  | -32600 | 1 | method",
        "{`jsonrpc`:`2.0`,`id`:1,`result`:{}}                 | -32600 |   | responses",
        "{`jsonrpc`:`2.0`,`id`:1,`error`:{}}                  | -32600 |   | responses",
        "{`jsonrpc`:`2.0`,`id`:1,`method`:`x`,`params`:[]}    | -32600 | 1 | params",
        "{`jsonrpc`:`2.0`,`id`:1,`method`:`x`,`params`:null}  | -32600 | 1 | params",
        "{`jsonrpc`:`2.0`,`id`:1,`method`:`x`,`params`:`a`}   | -32600 | 1 | params",
        "{`jsonrpc`:`2.0`,`id`:1,`id`:2,`method`:`x`}         | -32700 |   | uplicate",
        "{`jsonrpc`:`2.0`,`id`:1,`method`:`x`} trailing       | -32700 |   | Parse error",
        "not json                                             | -32700 |   | Parse error"
      })
  void what_is_no_message_is_refused_with_the_id_that_could_be_read(
      String text, int code, String id, String said) {
    FrameException refused =
        catchThrowableOfType(FrameException.class, () -> Frame.parse(bytes(text)));

    assertThat(refused).as("refused").isNotNull();
    assertThat(refused.error().code().code()).isEqualTo(code);
    assertThat(refused.error().code().httpStatus()).isEqualTo(400);
    assertThat(refused.id().map(RequestId::toString).orElse(null)).isEqualTo(id);
    assertThat(refused.error().text()).contains(said);
  }

  @Test
  void requests_and_notifications_are_told_apart_by_their_id() {
    assertThat(parse("{`jsonrpc`:`2.0`,`id`:1,`method`:`x`,`params`:{`a`:1}}"))
        .isEqualTo(
            new Frame.Request(
                new RequestId.Whole(1), "x", Json.mapper().createObjectNode().put("a", 1)));
    assertThat(parse("{`jsonrpc`:`2.0`,`method`:`x`}"))
        .isEqualTo(new Frame.Notification("x", Json.mapper().createObjectNode()));
  }

  @Test
  void unknown_members_are_ignored() {
    assertThat(parse("{`jsonrpc`:`2.0`,`id`:`a`,`method`:`x`,`extra`:{`deep`:[1]}}"))
        .isInstanceOf(Frame.Request.class);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "0",
        "-1",
        "9223372036854775807",
        "-9223372036854775808",
        "``",
        "`1`",
        "`a b`",
        "`\\u0000`",
        "`😀`",
        "`\\u2028`"
      })
  void an_id_comes_back_as_it_was_sent(String id) {
    Frame frame = parse("{`jsonrpc`:`2.0`,`id`:%s,`method`:`x`}".formatted(id));
    RequestId read = ((Frame.Request) frame).id();
    var sent = Json.parse(bytes(id));

    assertThat(Json.parse(JsonRpc.result(read, java.util.Map.of())).get("id")).isEqualTo(sent);
    String prepared =
        text(JsonRpc.resultHead(read)) + text(JsonRpc.resultTail(CallToolResult.text("x")));
    assertThat(Json.parse(bytes(prepared)).get("id")).isEqualTo(sent);
    assertThat(
            Json.parse(JsonRpc.error(java.util.Optional.of(read), McpException.invalidParams("no")))
                .get("id"))
        .isEqualTo(sent);
    assertThat(Json.parse(Json.bytes(read))).isEqualTo(sent);
    assertThat(RequestId.of(sent)).contains(read);
  }

  @Test
  void a_long_id_is_echoed_whole() {
    String id = "i".repeat(100_000);
    Frame frame = parse("{`jsonrpc`:`2.0`,`id`:`%s`,`method`:`x`}".formatted(id));
    assertThat(((Frame.Request) frame).id()).hasToString(id);
  }

  @Test
  void messages_are_written_in_full_and_on_one_line() {
    RequestId id = new RequestId.Text("a");
    assertThat(text(JsonRpc.result(id, CallToolResult.text("x\ny"))))
        .isEqualTo(
            quotes(
                "{`jsonrpc`:`2.0`,`id`:`a`,`result`:{`resultType`:`complete`,"
                    + "`content`:[{`type`:`text`,`text`:`x\\ny`}]}}"));
    assertThat(text(JsonRpc.error(java.util.Optional.empty(), McpException.invalidParams("no"))))
        .isEqualTo(quotes("{`jsonrpc`:`2.0`,`error`:{`code`:-32602,`message`:`no`}}"));
    assertThat(text(JsonRpc.notification("n", null)))
        .isEqualTo(quotes("{`jsonrpc`:`2.0`,`method`:`n`}"));
  }

  private static Frame parse(String text) {
    return Frame.parse(bytes(text));
  }

  private static byte[] bytes(String text) {
    return quotes(text).getBytes(StandardCharsets.UTF_8);
  }

  private static String quotes(String text) {
    return text.replace(QUOTE, "\"");
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
