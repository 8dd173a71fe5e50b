package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogUriTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.log",
        "logs/app.log",
        "with space.log",
        "what?.log",
        "no#1.log",
        "größe.log",
        "日本.log",
        "100%.log",
        "app:b.log"
      })
  void a_path_survives_the_way_to_a_uri_and_back(String path) throws AccessRefused {
    String uri = LogUri.of(RelativePath.parse(path));
    assertThat(uri).startsWith("log:///").matches("\\p{ASCII}+").doesNotContain(" ");
    assertThat(LogUri.path(uri).toString()).isEqualTo(path);
  }

  @Test
  void only_what_needs_it_is_encoded() throws AccessRefused {
    assertThat(LogUri.of(RelativePath.parse("logs/my app.log")))
        .isEqualTo("log:///logs/my%20app.log");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "log:///",
        "log://host/a.log",
        "log:/a.log",
        "file:///a.log",
        "a.log",
        "log:///a.log?x=1",
        "log:///a.log#x",
        "log:///a%2Fb.log",
        "log:///%2e%2e/x",
        "log:///%2e/a.log",
        "log:///%2e",
        "log:///a%5cb",
        "log:///a%00",
        "log:///a%0a",
        "log:///a%252fb",
        "log:///a%c0%ae",
        "log:///a%ff",
        "log:///a%zz",
        "log:///a%2",
        "log:///a%",
        "log:////a.log",
        "log:///a//b"
      })
  void a_uri_that_is_not_of_a_plain_path_is_refused(String uri) {
    assertThatThrownBy(() -> LogUri.path(uri)).isInstanceOf(AccessRefused.class);
  }
}
