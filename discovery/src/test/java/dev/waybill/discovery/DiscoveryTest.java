package dev.waybill.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a search of a site on this machine finds. */
class DiscoveryTest {
  private static final String CATALOG = "/.well-known/ai-catalog.json";
  private Site site;

  @BeforeEach
  void open() throws Exception {
    site = new Site();
  }

  @AfterEach
  void close() {
    site.close();
  }

  private List<String> names(Discovery.Found found) {
    return found.servers().stream().map(server -> server.card().name()).toList();
  }

  @Test
  void entries_are_followed_inline_by_url_and_nested_and_each_server_is_listed_once()
      throws Exception {
    try (Site other = new Site()) {
      other.put("/cards/tides", Site.card("com.other/tides"));
      other.catalog("/all", Site.inline("com.other/winds"), Site.at("/cards/tides"));
      site.put("/weather/server-card", Site.card("com.example/weather"));
      site.catalog(
          CATALOG,
          Site.at("ORIGIN/weather/server-card"),
          Site.inline("com.example/harbour"),
          Site.inline("com.example/harbour"),
          Site.nested(other.origin() + "/all"),
          "{\"identifier\":\"urn:x:y\",\"type\":\"application/ai-catalog+json\",\"data\":"
              + Site.catalogOf(Site.inline("com.example/deep"))
              + "}",
          "{\"identifier\":\"urn:x:y\",\"type\":\"application/a2a-agent-card+json\",\"url\":\"https://a/\"}");
      Discovery.Found found = site.discovery().find();
      assertThat(names(found))
          .containsExactly(
              "com.example/weather",
              "com.example/harbour",
              "com.other/winds",
              "com.other/tides",
              "com.example/deep");
      assertThat(found.problems()).isEmpty();
      assertThat(found.otherArtifacts()).isEqualTo(1);
      assertThat(found.servers().getFirst().source()).hasPath("/weather/server-card");
      assertThat(found.servers().getFirst().identifier()).hasValue("urn:air:example.com:mcp:x");
    }
  }

  @Test
  void the_member_names_of_april_2026_are_read() {
    site.catalog("/more", Site.inline("com.example/collected"));
    site.put(
        CATALOG,
        """
        {"specVersion": "1.0", "host": {"displayName": "Example"},
         "entries": [
           {"identifier": "urn:a:b", "displayName": "One",
            "mediaType": "application/mcp-server-card+json", "data": %s},
           {"identifier": "urn:a:c", "displayName": "Two",
            "mediaType": "application/mcp-server+json", "inline": %s}],
         "collections": [{"displayName": "More", "url": "ORIGIN/more"}]}
        """
            .formatted(
                Site.card("com.example/one"),
                Site.card("com.example/two")
                    .replace("v1/server-card.schema", "2025-12-11/server.schema")));
    assertThat(names(site.discovery().find()))
        .containsExactly("com.example/one", "com.example/two", "com.example/collected");
  }

  @Test
  void a_card_a_server_or_a_catalog_is_found_by_its_url() {
    site.put("/a/server-card", Site.card("com.example/a"));
    site.put("/a", 405, "{\"jsonrpc\":\"2.0\"}", Map.of());
    site.catalog("/list", Site.inline("com.example/b"));
    assertThat(names(site.discovery("/a/server-card").find())).containsExactly("com.example/a");
    assertThat(names(site.discovery("/a").find())).containsExactly("com.example/a");
    assertThat(names(site.discovery("/list").find())).containsExactly("com.example/b");
  }

  @Test
  void a_catalog_elsewhere_is_found_by_its_link() {
    site.catalog("/elsewhere", Site.inline("com.example/a"));
    site.put(
        "/",
        200,
        "<html></html>",
        Map.of(
            "Content-Type",
            "text/html",
            "Link",
            "</style.css>; rel=preload, </elsewhere>; rel=\"ai-catalog\""));
    assertThat(names(site.discovery().find())).containsExactly("com.example/a");
  }

  @Test
  void earlier_locations_are_looked_at_when_told_to() {
    site.put(
        "/.well-known/mcp/server-card.json",
        """
        {"$schema": "https://static.modelcontextprotocol.io/schemas/mcp-server-card/v1.json",
         "version": "1.0", "protocolVersion": "2025-11-25",
         "serverInfo": {"name": "Old Weather", "title": "Weather", "version": "2.0.0"},
         "transport": {"type": "streamable-http", "endpoint": "/mcp"}}
        """);
    site.put(
        "/.well-known/mcp",
        """
        {"mcp_version": "1.0", "server_name": "Manifest", "server_version": "3.0",
         "endpoints": {"streamable_http": "https://m.example/mcp", "sse": "https://m.example/sse"}}
        """);
    site.put(
        "/.well-known/mcp.json",
        """
        {"name": "Plain", "description": "%s", "endpoint": "https://p.example/mcp"}
        """
            .formatted("word ".repeat(50)));
    assertThatThrownBy(() -> site.discovery().find())
        .isInstanceOf(DiscoveryException.class)
        .hasMessageContaining("ai-catalog.json answered 404");
    Discovery.Found found = site.discovery().earlierLocations().find();
    assertThat(names(found))
        .containsExactly("localhost/Old-Weather", "localhost/Manifest", "localhost/Plain");
    assertThat(found.servers().get(0).card().remotes())
        .containsExactly(Remote.at(site.origin() + "/mcp"));
    assertThat(found.servers().get(0).card().version()).isEqualTo("2.0.0");
    assertThat(found.servers().get(1).card().remotes()).hasSize(2);
  }

  @Test
  void fresh_documents_are_not_asked_for_again_and_stale_ones_by_their_tag() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    site.put(
        CATALOG,
        200,
        Site.catalogOf(Site.at("ORIGIN/card")),
        Map.of("ETag", "\"a\"", "Cache-Control", "public, max-age=3600"));
    site.put("/card", 200, Site.card("com.example/a"), Map.of("ETag", "\"b\""));
    Discovery discovery = site.discovery().with(now::get);
    assertThat(names(discovery.find())).containsExactly("com.example/a");
    assertThat(site.requests).containsExactly(CATALOG, "/card");
    assertThat(names(discovery.find())).containsExactly("com.example/a");
    assertThat(site.requests).containsExactly(CATALOG, "/card", "/card \"b\"");
    now.set(Instant.EPOCH.plusSeconds(3601));
    assertThat(names(discovery.find())).containsExactly("com.example/a");
    assertThat(site.requests.subList(3, 5)).containsExactly(CATALOG + " \"a\"", "/card \"b\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "not a domain", "ftp://example.com", "https://u:p@example.com", "http:///x"})
  void what_cannot_be_searched_is_refused(String target) {
    assertThatThrownBy(() -> Discovery.of(target))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("example.com");
  }
}
