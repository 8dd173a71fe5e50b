package dev.waybill.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriTemplateTest {
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "a:b                | a:b             | {}",
        "a:b                | a:B             | NO",
        "a:b                | a:b/            | NO",
        "a:{x}              | a:1             | {x=1}",
        "a:{x}              | a:              | NO",
        "a:{x}              | a:1/2           | NO",
        "a:{x}              | a:1?q           | NO",
        "a:{x}              | a:1#f           | NO",
        "a:{x}              | a:%31           | {x=1}",
        "a:{x}              | a:1%2F2         | {x=1/2}",
        "a:{x}              | a:%252F         | {x=%2F}",
        "a:{x}              | a:1+2           | {x=1+2}",
        "a:{x}              | a:1%202         | {x=1 2}",
        "a:{x}              | a:%e4%b8%96     | {x=世}",
        "a:{x}              | a:世             | {x=世}",
        "a:{x}              | a:%             | NO",
        "a:{x}              | a:%2            | NO",
        "a:{x}              | a:%zz           | NO",
        "a:{x}              | a:%-1           | NO",
        "a:{x}              | a:%ff           | NO",
        "a:{x}              | a:%c0%af        | NO",
        "a:{x}              | a:%ed%a0%80     | NO",
        "a:{x}              | xa:1            | NO",
        "a.b:{x}            | aXb:1           | NO",
        "a:{x}/{y}          | a:1/2           | {x=1, y=2}",
        "a:{x}/{y}          | a:1/2/3         | NO",
        "a:{x}/{y}          | a:1//           | NO",
        "a:{x}-{y}          | a:1-2           | {x=1, y=2}",
        "a:{x}-{y}          | a:12            | NO",
        "a:{x}-{y}          | a:-             | NO",
        "a:{x}.tar.gz       | a:b.tar.gz      | {x=b}",
        "a:{x}.tar.gz       | a:b.tar.gz.tar.gz | {x=b.tar.gz}",
        "a:{x}.tar.gz       | a:.tar.gz       | NO",
        "a:/{+p}            | a:/1/2/3        | {p=1/2/3}",
        "a:/{+p}            | a:/../x         | {p=../x}",
        "a:/{+p}            | a:/%2e%2e/x     | {p=../x}",
        "a:/{+p}            | a:/             | NO",
        "a:/{+p}/end        | a:/1/2/end      | {p=1/2}",
        "a:/{+p}/end        | a:/end          | NO",
        "a:{+p}/{x}         | a:1/2/3         | {p=1/2, x=3}",
        "a:{x}/{+p}         | a:1/2/3         | {p=2/3, x=1}",
        "a:{x}/{+p}/{y}     | a:1/2/3/4       | {p=2/3, x=1, y=4}",
        "a:b{/x}            | a:b/1           | {x=1}",
        "a:b{/x,y}          | a:b/1/2         | {x=1, y=2}",
        "a:b{/x}            | a:b             | NO",
        "a:b{?q}            | a:b             | {}",
        "a:b{?q}            | a:b?            | {}",
        "a:b{?q}            | a:b?q=1         | {q=1}",
        "a:b{?q}            | a:b?q           | {q=}",
        "a:b{?q}            | a:b?other=2     | {}",
        "a:b{?q,r}          | a:b?r=2&q=1     | {q=1, r=2}",
        "a:b{?q}            | a:b?q=a%26b     | {q=a&b}",
        "a:b{?q}            | a:b?q=a=b       | {q=a=b}",
        "a:b{?q}            | a:b?q=%zz       | NO",
        "a:{x}{?q}          | a:1?q=2         | {q=2, x=1}"
      })
  void a_uri_is_taken_apart(String template, String uri, String variables) {
    Optional<String> matched =
        UriTemplate.parse(template).match(uri).map(found -> new TreeMap<>(found).toString());
    assertThat(matched.orElse("NO")).isEqualTo(variables);
  }

  @Test
  void line_breaks_are_characters_like_others() {
    assertThat(UriTemplate.parse("a:{x}").match("a:1\n2")).isPresent();
    assertThat(UriTemplate.parse("a:{+x}").match("a:1\n2")).isPresent();
    assertThat(UriTemplate.parse("a:b").match("a:b\n")).isEmpty();
  }

  @Test
  void a_uri_past_the_limit_does_not_match() {
    assertThat(UriTemplate.parse("a:{x}").match("a:" + "1".repeat(8190))).isPresent();
    assertThat(UriTemplate.parse("a:{x}").match("a:" + "1".repeat(8191))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:{x}-{y}",
        "a:{x}-{y}-{z}",
        "a:{v}-{w}-{x}-{y}-{z}",
        "a:{+p}-{x}-{y}-{z}",
        "a:{x}-{y}/{+p}-{z}",
        "a:{x}--{y}--{z}--end"
      })
  void no_uri_takes_long(String template) {
    UriTemplate compiled = UriTemplate.parse(template);
    String hostile = "a:" + "-".repeat(8000) + "/#";
    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(3),
        () -> {
          for (int i = 0; i < 100; i++) {
            assertThat(compiled.match(hostile + i)).isNotNull();
          }
        });
    assertThatCode(() -> compiled.match("")).doesNotThrowAnyException();
  }
}
