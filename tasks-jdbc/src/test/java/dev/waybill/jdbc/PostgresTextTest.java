package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "\uD83D\uDE00 and é",
        "\u0000",
        "a\u0000b\u0000",
        "\u001b",
        "\u001b0000",
        "half \uD83D",
        "\uDE00 half",
        "\uDE00\uD83D",
        "\uD83D\uD83D\uDE00"
      })
  void every_string_comes_back_from_a_text_that_the_server_takes(String text) {
    String stored = PostgresText.encode(text);

    assertThat(stored).doesNotContain("\u0000");
    assertThat(new String(stored.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(stored);
    assertThat(PostgresText.decode(stored)).isEqualTo(text);
  }
}
