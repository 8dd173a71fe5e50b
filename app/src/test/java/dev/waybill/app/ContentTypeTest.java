package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentTypeTest {
  @Test
  void text_is_told_by_its_bytes_and_named_by_its_extension() {
    assertThat(guess("app.log", "2026-01-02 INFO grüße\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new ContentType("text/plain", true));
    assertThat(guess("data.JSON", "{}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new ContentType("application/json", true));
    assertThat(guess("empty", new byte[0]).text()).isTrue();
  }

  @Test
  void a_character_cut_at_the_end_of_the_sample_is_no_sign_of_binary() {
    byte[] bytes = "ä€😀".getBytes(StandardCharsets.UTF_8);
    for (int length = 1; length <= bytes.length; length++) {
      assertThat(ContentType.isText(bytes, length)).isTrue();
    }
  }

  @Test
  void bytes_that_are_no_text_are_binary_whatever_the_name() {
    byte[] noise = new byte[1000];
    new Random(1).nextBytes(noise);
    assertThat(guess("app.log", noise))
        .isEqualTo(new ContentType("application/octet-stream", false));
    assertThat(guess("old.gz", noise)).isEqualTo(new ContentType("application/gzip", false));
    assertThat(guess("app.log", "one\0two".getBytes(StandardCharsets.UTF_8)).text()).isFalse();
  }

  private static ContentType guess(String name, byte[] bytes) {
    return ContentType.guess(name, bytes, bytes.length);
  }
}
