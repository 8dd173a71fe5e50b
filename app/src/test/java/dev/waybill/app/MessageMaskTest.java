package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageMaskTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '§',
      delimiter = '|',
      textBlock =
          """
          Order 4711 placed                     | Order <num> placed
          took 12ms, 1.5s or 2m30s              | took <dur>, <dur> or <dur>
          waited PT1M30S                        | waited <dur>
          ratio -0.5 at 91%, 1e-9               | ratio <num> at <num>, <num>
          id 550e8400-e29b-41d4-a716-446655440000 gone | id <uuid> gone
          at 0x7ffe and deadbeef01              | at <hex> and <hex>
          from 10.0.0.1 to 10.0.0.2:8080.       | from <ip> to <ip>.
          net 10.0.0.0/8 via /10.1.2.3:99       | net <ip> via <ip>
          peer 2001:db8::1 and fe80::1%eth0     | peer <ip> and <ip>
          read /var/log/app.log: denied         | read <path>: denied
          read C:\\tmp\\x.txt failed            | read <path> failed
          see ./conf/a.yml and and/or           | see <path> and and/or
          get https://example.org/a/17 now      | get <url> now
          mail to bob.smith@example.org.        | mail to <email>.
          user "bob smith" and 'x y' in `z`     | user <str> and <str> in <str>
          don't stop, it's 5 o'clock            | don't stop, it's <num> o'clock
          since 2026-03-01T10:00:00Z on         | since <time> on
          on 2026-03-01 at 10:00:01.5           | on <time> at <time>
          thread worker-12 of pool3             | thread worker-<num> of pool<num>
          key=17 size=3MB name=abc              | key=<num> size=<num>MB name=abc
          token a8Kd93jdK20dkPq83jd             | token <id>
          plain words only                      | plain words only
          Größe 5 überschritten                 | Größe <num> überschritten
          an unclosed "quote stays 5            | an unclosed "quote stays <num>
          """)
  void variable_parts_are_masked(String message, String pattern) {
    assertThat(mask(message)).isEqualTo(pattern);
  }

  @Test
  void blanks_are_folded_and_long_messages_cut() {
    assertThat(mask("a   b\t\tc")).isEqualTo("a b c");
    assertThat(mask("word ".repeat(1000))).hasSize(MessageMask.MAX_PATTERN);
    assertThat(mask("")).isEmpty();
  }

  private static String mask(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    MessageMask mask = new MessageMask();
    mask.add(bytes, 0, bytes.length);
    return new String(mask.pattern(), 0, mask.length(), StandardCharsets.UTF_8);
  }
}
