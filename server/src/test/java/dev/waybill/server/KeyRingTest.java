package dev.waybill.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "a",
        "a:",
        "a:c2hvcnQ=",
        "a:not base64!",
        "a b:" + KEY,
        ":" + KEY,
        "a:" + KEY + ",",
        "a:" + KEY + ",a:" + KEY,
        "a:" + KEY + ",b:AAAA"
      })
  void a_bad_list_is_refused_without_repeating_a_key(String list) {
    assertThatThrownBy(() -> KeyRing.parse(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Key ring: ")
        .hasMessageNotContaining(KEY)
        .hasMessageNotContaining("c2hvcnQ");
  }

  @Test
  void the_first_key_seals_and_all_open() {
    KeyRing ring = KeyRing.parse(" new:" + KEY + ", old-1._X:" + KEY.replace('M', 'N'));
    assertThat(ring.currentId()).isEqualTo("new");
    assertThat(ring.key("old-1._X")).isPresent();
    assertThat(ring.key("none")).isEmpty();
    assertThat(ring.toString()).contains("new", "old-1._X").doesNotContain(KEY);
  }

  @Test
  void a_seal_opens_for_its_purpose_only_and_is_never_the_same_twice() {
    Sealer sealer = new Sealer(KeyRing.generate());
    byte[] plain = "text".getBytes(StandardCharsets.UTF_8);
    String sealed = sealer.seal("a", plain);
    assertThat(sealer.open("a", sealed)).hasValueSatisfying(b -> assertThat(b).isEqualTo(plain));
    assertThat(sealer.open("b", sealed)).isEmpty();
    assertThat(sealer.seal("a", plain)).isNotEqualTo(sealed);
    assertThat(new Sealer(KeyRing.generate()).open("a", sealed)).isEmpty();
    assertThat(sealer.open("a", sealer.seal("a", new byte[0])).orElseThrow()).isEmpty();
  }
}
