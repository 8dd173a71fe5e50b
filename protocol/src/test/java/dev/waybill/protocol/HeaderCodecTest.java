package dev.waybill.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderCodecTest {
  /** The table of Streamable HTTP, Value Encoding, and a few more. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "us-west1>us-west1",
        "Hello, 世界>=?base64?SGVsbG8sIOS4lueVjA==?=",
        " padded >=?base64?IHBhZGRlZCA=?=",
        "=?base64?literal?=>=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=",
        "=?base64?SGVsbG8=>=?base64?SGVsbG8=",
        "=?BASE64?SGVsbG8=?=>=?BASE64?SGVsbG8=?=",
        "a b\tc>a b\tc",
        "\ttab>=?base64?CXRhYg==?=",
        "42>42",
        "-7>-7"
      })
  void values_are_encoded_as_the_specification_says(String value, String header) {
    assertThat(HeaderCodec.encode(value)).isEqualTo(header);
    assertThat(HeaderCodec.decode(header)).contains(value);
  }

  @Test
  void line_breaks_never_reach_a_header() {
    assertThat(HeaderCodec.encode("line1\nline2")).isEqualTo("=?base64?bGluZTEKbGluZTI=?=");
    assertThat(HeaderCodec.encode("a\r\nX-Evil: 1")).startsWith("=?base64?");
    assertThat(HeaderCodec.encode("")).isEqualTo("=?base64??=");
    assertThat(HeaderCodec.decode("=?base64??=")).contains("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=?base64?SGVsbG8?=", // padding missing
        "=?base64?SGVsbG8==?=", // too much padding
        "=?base64?SGVsbG8=====?=",
        "=?base64?SGVs bG8=?=",
        "=?base64?SGVs\nbG8=?=",
        "=?base64?SGVsbG8-?=", // the URL alphabet
        "=?base64?SGVsbG8_?=",
        "=?base64?S?=",
        "=?base64?=?=",
        "=?base64?====?=",
        "=?base64?/w==?=", // not UTF-8
        "=?base64?7aCA?=", // a surrogate in UTF-8
        "=?base64?wK8=?=", // overlong
        "=?base64?世界?=",
        "世界",
        "a\u0000b",
        "a\u007fb",
        "a\nb",
        "caf\u00e9"
      })
  void a_broken_header_has_no_value(String header) {
    assertThat(HeaderCodec.decode(header)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=?base64?SGVsbG8=", // no suffix
        "=?base64?",
        "=?base64?=", // prefix and suffix overlap
        "=?Base64?SGVsbG8=?=",
        "=?base32?SGVsbG8=?=",
        "base64?SGVsbG8=?=",
        " =?base64?SGVsbG8=?="
      })
  void what_only_looks_encoded_is_a_literal(String header) {
    assertThat(HeaderCodec.decode(header)).contains(header);
  }

  @Test
  void what_starts_and_ends_like_the_sentinel_is_always_encoded() {
    assertThat(HeaderCodec.encode("=?base64?=")).isEqualTo("=?base64?PT9iYXNlNjQ/PQ==?=");
    assertThat(HeaderCodec.encode("=?base64??=")).startsWith("=?base64?PT9");
  }

  @Test
  void every_text_survives_and_every_header_is_visible_ascii() {
    Random random = new Random(20260728);
    for (int i = 0; i < 20_000; i++) {
      String value =
          random
              .ints(random.nextInt(12), 0, 0x300)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      String header = HeaderCodec.encode(value);
      assertThat(header).matches("[\\x21-\\x7e]([\\t\\x20-\\x7e]*[\\x21-\\x7e])?");
      assertThat(HeaderCodec.decode(header)).contains(value);
    }
  }
}
