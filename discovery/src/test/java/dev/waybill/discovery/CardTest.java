package dev.waybill.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.protocol.CacheScope;
import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.Icon;
import dev.waybill.protocol.Implementation;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.ServerCapabilities;
import dev.waybill.protocol.ServerDescription;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardTest {
  private static final URI HERE = URI.create("https://mcp.example.com/weather");
  private static final DiscoverResult DISCOVER =
      new DiscoverResult(
          List.of("2026-07-28"),
          new ServerCapabilities(
              Map.of(), null, null, null, null, new ServerCapabilities.Tools(true), Map.of()),
          "Ask for a place first",
          0,
          CacheScope.PUBLIC,
          Map.of());

  private static ServerDescription server(Implementation info) {
    return new ServerDescription(info, DISCOVER, List.of(), List.of(), List.of(), List.of());
  }

  private static ServerDescription named(String name, String version) {
    return server(new Implementation(name, version));
  }

  @ParameterizedTest
  @CsvSource({
    "weather, com.example.mcp/weather",
    "My Weather!, com.example.mcp/My-Weather-",
    "org.other/tides, org.other/tides"
  })
  void a_name_is_the_servers_own_below_its_hosts(String name, String expected) {
    assertThat(Card.standard().of(named(name, "1"), HERE).name()).isEqualTo(expected);
  }

  @Test
  void a_long_description_is_cut_between_words() {
    String text = "Forecasts and observations " + "for many places ".repeat(20);
    Implementation info = new Implementation("w", "1", null, text, List.of(), null);
    String description = Card.standard().of(server(info), HERE).description();
    assertThat(description)
        .hasSizeLessThanOrEqualTo(100)
        .endsWith("places for…")
        .startsWith("Forecasts");
    assertThat(Card.standard().of(named("w", "1"), HERE).description()).isEqualTo("w");
  }

  @ParameterizedTest
  @ValueSource(strings = {"^1.0", "1.x", ">=2"})
  void a_server_whose_version_is_a_range_gets_no_card(String version) {
    assertThatThrownBy(() -> Card.standard().of(named("w", version), HERE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("version");
  }

  @Test
  void https_is_demanded_of_remotes_outside_this_machine() {
    assertThatThrownBy(() -> Publication.at(URI.create("http://mcp.example.com")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https");
    assertThatThrownBy(() ->
            Card.standard()
                .url("http://{tenant}.example.com")
                .variable("tenant", Input.ANY)
                .of(named("w", "1"), HERE))
        .hasMessageContaining("https");
    assertThat(Publication.at(URI.create("http://localhost:8080/mcp")).cards()).isEmpty();
  }

  @Test
  void a_card_never_holds_a_secret() {
    Input given = new Input("Key", true, true, null, "hunter2", null, null, List.of());
    for (Remote.Header header :
        List.of(
            Remote.Header.of("X-Key", given),
            Remote.Header.of("X-Key", Input.secret("Key").preset("hunter2")),
            new Remote.Header(
                "X-Key", Input.secret("Key").preset("{key}"), Map.of("key", given)))) {
      assertThatThrownBy(() -> Card.standard().header(header))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("secret")
          .message()
          .doesNotContain("hunter2");
    }
    assertThatThrownBy(() -> Card.standard().variable("key", given)).hasMessageContaining("secret");
    ServerCard card =
        Card.standard().header(Remote.Header.bearer("Your token")).of(named("w", "1"), HERE);
    assertThat(card.json().at("/remotes/0/headers/0/value").stringValue())
        .isEqualTo("Bearer {token}");
  }

  @Test
  void generated_cards_keep_every_rule() {
    Implementation info =
        new Implementation(
            "weather",
            "2.0.0-rc.1",
            "Weather 🌦",
            "Forecasts",
            List.of(Icon.of("data:image/png;base64,AAAA")),
            "https://example.com/docs");
    for (Card card : List.of(Card.minimal(), Card.standard(), Card.full())) {
      card.repository(
              new ServerCard.Repository("https://git.example/w", "gitea", "servers/w", "12"))
          .url("https://{tenant}.example.com/mcp")
          .variable("tenant", Input.required("Tenant").oneOf("a", "b"))
          .header(Remote.Header.bearer("Token"))
          .meta("com.example/region", Json.mapper().getNodeFactory().stringNode("eu"));
      ServerCard made = card.of(server(info), HERE);
      assertThat(CardRules.check(made.json())).isEmpty();
      assertThat(ServerCard.read(Json.bytes(made.json()))).isEqualTo(made);
    }
  }

  @Test
  void two_servers_cannot_share_a_name_or_a_path() {
    Publication publication = Publication.at(HERE).add("/a", named("w", "1"), Card.standard());
    assertThatThrownBy(() -> publication.add("/b", named("w", "2"), Card.standard()))
        .hasMessageContaining("com.example.mcp/w");
    assertThatThrownBy(() -> publication.add("/a", named("x", "1"), Card.standard()))
        .hasMessageContaining("/a");
  }

  @Test
  void differences_from_the_live_server_are_told() {
    ServerCard card =
        Card.standard()
            .of(
                server(new Implementation("w", "1.0.0", "Weather", "Forecasts", List.of(), null)),
                HERE);
    Implementation same = new Implementation("w", "1.0.0", "Weather", "Forecasts", List.of(), null);
    assertThat(CardDifference.between(card, same, DISCOVER)).isEmpty();
    Implementation other =
        new Implementation("x", "2.0.0", "Wetter", "Vorhersagen", List.of(), null);
    DiscoverResult old =
        new DiscoverResult(
            List.of("2025-11-25"), DISCOVER.capabilities(), null, 0, CacheScope.PUBLIC, Map.of());
    assertThat(CardDifference.between(card, other, old))
        .extracting(CardDifference::member)
        .containsExactly("name", "version", "title", "description", "supportedProtocolVersions");
    assertThat(CardDifference.between(card, other, DISCOVER).get(1))
        .hasToString("version: the card says 1.0.0, the server 2.0.0");
    assertThat(CardDifference.between(card, DISCOVER)).isEmpty();
    DiscoverResult told =
        DISCOVER.withMeta(
            MetaKeys.SERVER_INFO,
            Json.mapper()
                .valueToTree(
                    new Implementation("w", "2\u001b[2J", "Weather", null, List.of(), null)));
    assertThat(CardDifference.between(card, told))
        .containsExactly(new CardDifference("version", "1.0.0", "2?[2J"));
  }
}
