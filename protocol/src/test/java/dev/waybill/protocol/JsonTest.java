package dev.waybill.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "{\"a\":1",
        "{\"a\":1}}",
        "{\"a\":1} {\"b\":2}",
        "{\"a\":1} x",
        "{\"a\":1,}",
        "[1,]",
        "{\"a\":1,\"a\":2}",
        "{\"o\":{\"a\":1,\"b\":2,\"a\":3}}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":tru}",
        "{/* c */\"a\":1}",
        "{\"a\":1}\u0000"
      })
  void what_is_not_exactly_one_document_is_refused(String text) {
    assertThat(refusal(text.getBytes(StandardCharsets.UTF_8)).code())
        .isEqualTo(ErrorCode.PARSE_ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c080", // overlong NUL
        "c0af", // overlong slash
        "e080af", // overlong slash in three bytes
        "f08080af", // overlong slash in four bytes
        "eda080", // high surrogate
        "edbfbf", // low surrogate
        "f4908080", // past U+10FFFF
        "80", // continuation alone
        "c3", // cut short
        "e282", // cut short
        "ff",
        "fe"
      })
  void invalid_utf8_is_refused_wherever_it_stands(String hex) {
    byte[] bad = java.util.HexFormat.of().parseHex(hex);
    for (int before = 0; before < 20; before++) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(("{\"a\":\"" + "x".repeat(before)).getBytes(StandardCharsets.UTF_8));
      body.writeBytes(bad);
      body.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
      assertThat(refusal(body.toByteArray()).text()).contains("not valid UTF-8");
    }
  }

  @Test
  void other_encodings_and_a_byte_order_mark_are_refused() {
    assertThatThrownBy(() -> Json.parse("{\"a\":1}".getBytes(StandardCharsets.UTF_16)))
        .isInstanceOf(McpException.class);
    assertThatThrownBy(() -> Json.parse("{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)))
        .isInstanceOf(McpException.class);
    assertThatThrownBy(
            () -> Json.parse("{\"a\":1}".getBytes(java.nio.charset.Charset.forName("UTF-32BE"))))
        .isInstanceOf(McpException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"\\ud83d\\ude00\"", "\"\\\\ud800\"", "\"\\u0041\\\\\"", "\"😀\"", "\"\\ud800\""})
  void characters_pass_however_they_are_written(String text) {
    JsonNode node = Json.parse(text.getBytes(StandardCharsets.UTF_8));
    assertThat(Json.parse(Json.bytes(node))).isEqualTo(node);
  }

  @Test
  void nesting_may_be_64_deep_and_not_65() {
    assertThat(Json.parse(nested(64)).isArray()).isTrue();
    assertThat(refusal(nested(65)).code()).isEqualTo(ErrorCode.PARSE_ERROR);
    assertThat(refusal(nested(200_000)).code()).isEqualTo(ErrorCode.PARSE_ERROR);
  }

  private static byte[] nested(int depth) {
    return ("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_string_may_have_a_mebi_of_characters_and_a_number_a_thousand_digits() {
    assertThat(Json.parse(quoted(1 << 20)).stringValue()).hasSize(1 << 20);
    assertThat(refusal(quoted((1 << 20) + 1)).code()).isEqualTo(ErrorCode.PARSE_ERROR);
    assertThat(Json.parse("9".repeat(1000).getBytes(StandardCharsets.UTF_8)).isIntegralNumber())
        .isTrue();
    assertThat(refusal("9".repeat(1001).getBytes(StandardCharsets.UTF_8)).code())
        .isEqualTo(ErrorCode.PARSE_ERROR);
  }

  private static byte[] quoted(int length) {
    return ('"' + "x".repeat(length) + '"').getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_refusal_never_ends_in_half_a_character() {
    String emoji = "😀".repeat(200);
    for (int shift = 0; shift < 2; shift++) {
      String key = "x".repeat(shift) + emoji;
      McpException refusal =
          refusal("{\"%s\":1,\"%s\":2}".formatted(key, key).getBytes(StandardCharsets.UTF_8));
      assertThat(
              new String(refusal.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
          .isEqualTo(refusal.text());
    }
  }

  @Test
  void decimals_keep_every_digit() {
    String text = "[0.1,1.10,1E+400,123456789012345678901234567890.5]";
    assertThat(Json.parse(text.getBytes(StandardCharsets.UTF_8)).toString()).isEqualTo(text);
  }

  private static JsonNode tree(String text) {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static McpException refusal(byte[] body) {
    McpException refusal = catchThrowableOfType(McpException.class, () -> Json.parse(body));
    assertThat(refusal).as("refused").isNotNull();
    return refusal;
  }
}
