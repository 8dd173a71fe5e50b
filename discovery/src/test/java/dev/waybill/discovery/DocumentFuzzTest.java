package dev.waybill.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.fetch.Fetcher;
import dev.waybill.protocol.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged documents lead to a clear refusal or to something sound, and to nothing else. */
@Tag("slow")
class DocumentFuzzTest {
  private static final int ROUNDS = 3_000;
  private static final String[] BITS = {
    "{", "}", "[", "]", "\"", ",", ":", "//", "/*", "*/", "\\", "\n", "\r\n", "null", "1e999", "#",
    "'''", "\"\"\"", "=", ".", "\u0000", "\uD800", "\uFEFF", "é", "${", "}", "true", "-", "  "
  };

  private static String damaged(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(damaged.length() + 1);
      switch (random.nextInt(4)) {
        case 0 -> damaged.insert(at, BITS[random.nextInt(BITS.length)]);
        case 1 -> damaged.delete(at, Math.min(damaged.length(), at + 1 + random.nextInt(6)));
        case 2 -> {
          int end = Math.min(damaged.length(), at + random.nextInt(40));
          damaged.insert(random.nextInt(damaged.length() + 1), damaged.substring(at, end));
        }
        default -> damaged.setLength(at);
      }
      if (damaged.isEmpty()) {
        return " ";
      }
    }
    return damaged.toString();
  }

  @Test
  void a_damaged_card_is_refused_or_sound() {
    Random random = new Random(1);
    int sound = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] json = damaged(CardRulesTest.WHOLE, random).getBytes(StandardCharsets.UTF_8);
      try {
        ServerCard card = ServerCard.read(json);
        assertThat(ServerCard.read(card.json())).isEqualTo(card);
        sound++;
      } catch (DiscoveryException e) {
        assertThat(e.getMessage()).isNotBlank().matches(text -> Rules.isClean(text));
      }
    }
    assertThat(sound).isBetween(1, ROUNDS - 1);
  }

  @Test
  void a_damaged_catalog_is_refused_or_searched() {
    Random random = new Random(2);
    String catalog =
        Site.catalogOf(
            Site.inline("com.example/a"),
            "{\"type\":\"application/ai-catalog+json\",\"data\":"
                + Site.catalogOf(Site.inline("com.example/b"))
                + "}",
            Site.at("ftp://nowhere.invalid/x"));
    Fetcher fetcher = Fetcher.builder().maxBytes(1).build();
    int sound = 0;
    for (int i = 0; i < ROUNDS / 3; i++) {
      String text = damaged(catalog, random);
      // Nothing may be looked up: damaged names of hosts would be.
      if (text.contains("ftp://nowhere.invalid/x") && !text.contains("https://nowhere")) {
        try {
          Discovery.in(text.getBytes(StandardCharsets.UTF_8), URI.create("file:///catalog.json"))
              .with(fetcher)
              .find()
              .problems()
              .forEach(problem -> assertThat(Rules.isClean(problem)).isTrue());
          sound++;
        } catch (DiscoveryException e) {
          assertThat(e.getMessage()).isNotBlank();
        }
      }
    }
    assertThat(sound).isGreaterThan(ROUNDS / 100);
  }

  @ParameterizedTest
  @MethodSource("dev.waybill.discovery.ClientConfigTest#examples")
  void a_damaged_file_is_refused_or_merged_into_without_loss(ConfigClient client, String example) {
    Random random = new Random(client.ordinal());
    ConfiguredServer added =
        new ConfiguredServer.Web(
            "added",
            Remote.STREAMABLE_HTTP,
            "https://added.example/mcp",
            Map.of("X-Key", "1"),
            Optional.empty());
    ClientConfig more =
        new ClientConfig(List.of(added), Map.of(), Json.mapper().createObjectNode());
    int merged = 0;
    for (int i = 0; i < ROUNDS / 3; i++) {
      String text = damaged(example, random);
      ClientConfig before;
      try {
        before = ClientConfig.read(client, text);
      } catch (DiscoveryException e) {
        assertThat(e.getMessage()).isNotBlank();
        continue;
      }
      String after = more.sync(client, text).text();
      ClientConfig now = ClientConfig.read(client, after);
      assertThat(now.rest()).as(text).isEqualTo(before.rest());
      assertThat(now.servers().stream().filter(server -> !server.name().equals("added")))
          .as(text)
          .containsExactlyElementsOf(
              before.servers().stream().filter(server -> !server.name().equals("added")).toList());
      assertThat(now.servers()).as(text).anyMatch(server -> server.plain().equals(added));
      merged++;
    }
    assertThat(merged).isGreaterThan(ROUNDS / 30);
  }
}
