package dev.waybill.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.fetch.Fetcher;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad documents: a clear message each, and nothing is asked that should not be. */
class HostileDocumentsTest {
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

  private void refused(String... words) {
    assertThatThrownBy(() -> site.discovery().find())
        .isInstanceOf(DiscoveryException.class)
        .message()
        .contains(words);
  }

  /** The only entry of a catalog leads to one problem and no server. */
  private void unusable(String entry, String... words) {
    site.catalog(CATALOG, entry);
    Discovery.Found found = site.discovery().find();
    assertThat(found.servers()).isEmpty();
    assertThat(found.problems()).hasSize(1);
    assertThat(found.problems().getFirst()).contains(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"specVersion":"1.0","entries":[             | not a JSON document
          {"specVersion":"1.0","entries":{}}           | "entries" must be an array
          {"specVersion":"2.0","entries":[]}           | not an AI catalog of version 1
          {"entries":[]}                               | not an AI catalog of version 1
          []                                           | not an AI catalog
          """)
  void a_malformed_catalog_is_refused(String json, String words) {
    site.put(CATALOG, json);
    refused(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"identifier":"urn:x","url":"https://a.example"}                              | "type" must be a media type
          {"identifier":"urn:x","type":7,"url":"https://a.example"}                     | "type" must be a media type
          "https://a.example"                                                           | "type" must be a media type
          {"type":"application/mcp-server-card+json"}                                   | exactly one of "url" and "data"
          {"type":"application/mcp-server-card+json","url":"https://a","data":{}}       | exactly one of "url" and "data"
          {"type":"application/mcp-server-card+json","url":["https://a.example"]}       | "url" must be a string
          {"type":"application/mcp-server-card+json","url":"http://exa mple/"}          | "url" is not a URL
          {"type":"application/mcp-server-card+json","data":"x"}                        | the server card is not valid
          {"type":"application/ai-catalog+json","data":"x"}                             | not an AI catalog
          """)
  void a_malformed_entry_is_named_and_left_out(String entry, String words) {
    site.catalog(CATALOG, entry);
    Discovery.Found found = site.discovery().find();
    assertThat(found.servers()).isEmpty();
    assertThat(found.problems()).hasSize(1);
    assertThat(found.problems().getFirst()).containsIgnoringCase(words);
  }

  @ParameterizedTest
  @CsvSource({
    "file:///etc/passwd",
    "ftp://127.0.0.1/x",
    "gopher://127.0.0.1/x",
    "data:application/json;x",
    "javascript:alert(1)",
    "jar:http://a/b!/c"
  })
  void other_schemes_are_not_followed(String url) {
    unusable(Site.at(url), "http");
  }

  @ParameterizedTest
  @CsvSource({
    "https://10.0.0.1/x",
    "https://192.168.1.1/x",
    "https://169.254.169.254/latest/meta-data",
    "https://[fd00::1]/x",
    "https://100.64.0.1/x",
    "https://0.0.0.0/x",
    "https://[::ffff:10.0.0.1]/"
  })
  void private_addresses_are_not_asked(String url) {
    unusable(Site.at(url), "address");
  }

  @Test
  void loopback_is_refused_until_it_is_allowed_and_plain_http_elsewhere_always() {
    site.catalog(CATALOG, Site.inline("com.example/a"));
    assertThatThrownBy(() -> Discovery.of(site.origin()).find())
        .isInstanceOf(DiscoveryException.class);
    assertThat(site.requests).isEmpty();
    unusable(Site.at("http://example.invalid/card"), "example.invalid");
  }

  @Test
  void endless_redirects_come_to_an_end() {
    site.put("/round", 302, "", Map.of("Location", site.origin() + "/round"));
    site.put("/far", 302, "", Map.of("Location", "https://10.0.0.1/card"));
    unusable(Site.at("ORIGIN/round"), "redirect");
    assertThat(site.requests).hasSizeLessThan(10);
    unusable(Site.at("ORIGIN/far"), "address");
  }

  @Test
  void an_oversized_document_is_refused() {
    site.put("/large", "\"" + "x".repeat(2 << 20) + "\"");
    unusable(Site.at("ORIGIN/large"), "long");
  }

  @Test
  void cyclic_catalogs_are_read_once_each() {
    site.catalog(CATALOG, Site.nested("ORIGIN/b"), Site.inline("com.example/a"));
    site.catalog("/b", Site.nested("ORIGIN" + CATALOG), Site.nested("ORIGIN/b#again"));
    Discovery.Found found = site.discovery().find();
    assertThat(found.servers()).hasSize(1);
    assertThat(found.problems()).isEmpty();
    assertThat(site.requests).containsExactly(CATALOG, "/b");
  }

  @Test
  void catalogs_are_followed_four_deep_and_no_deeper() {
    site.catalog(CATALOG, Site.nested("ORIGIN/2"));
    for (int i = 2; i <= 9; i++) {
      site.catalog("/" + i, Site.nested("ORIGIN/" + (i + 1)), Site.inline("com.example/d" + i));
    }
    Discovery.Found found = site.discovery().find();
    assertThat(found.servers())
        .extracting(server -> server.card().name())
        .containsExactlyInAnyOrder("com.example/d2", "com.example/d3", "com.example/d4");
    assertThat(found.problems()).hasSize(1).first().asString().contains("deeper than 4");
    String inner = Site.catalogOf(Site.inline("com.example/inner"));
    for (int i = 0; i < 6; i++) {
      inner = Site.catalogOf("{\"type\":\"application/ai-catalog+json\",\"data\":" + inner + "}");
    }
    site.put(CATALOG, inner);
    assertThat(site.discovery().find().servers()).isEmpty();
    site.put(CATALOG, "{\"a\":".repeat(70) + "1" + "}".repeat(70));
    refused("not a JSON document");
  }

  @Test
  void the_number_of_documents_and_entries_is_bounded() {
    site.catalog(
        CATALOG,
        IntStream.range(0, 200).mapToObj(i -> Site.at("ORIGIN/c" + i)).toArray(String[]::new));
    Discovery.Found found = site.discovery().find();
    assertThat(site.requests).hasSize(100);
    assertThat(found.problems()).hasSize(50);
    site.requests.clear();
    site.put(
        CATALOG,
        Site.catalogOf(
            IntStream.range(0, 1200)
                .mapToObj(i -> "{\"type\":\"application/x\",\"data\":1}")
                .collect(Collectors.joining(","))));
    Discovery.Found many = site.discovery().find();
    assertThat(many.otherArtifacts()).isEqualTo(1000);
    assertThat(many.problems()).hasSize(1).first().asString().contains("more than 1000 entries");
  }

  @Test
  void a_bad_card_is_named_with_its_rule_and_shows_nothing_that_fools_a_terminal() {
    for (String[] bad :
        new String[][] {
          {"com.example/a", "no slash", "name: expected"},
          {"\"1.0.0\"", "\"^1.0.0\"", "version: expected"},
          {"schemas/v1/", "schemas/2025-12-01/", "$schema: expected"},
          {"A server", "A \\u001b[2Jserver", "description: expected no control characters"},
          {"https://mcp", "wss://mcp", "remotes[0].url: expected"}
        }) {
      site.put("/card", Site.card("com.example/a").replace(bad[0], bad[1]));
      unusable(Site.at("ORIGIN/card"), "/card", bad[2]);
    }
    unusable(Site.at("ORIGIN/missing"), "/missing answered 404");
    unusable(
        Site.inline("bad").replace("urn:air:example.com:mcp:x", "urn:\\u001b[31m\\u202e"),
        "urn:?[31m?");
  }

  @Test
  void icons_are_never_fetched() {
    String icon = ",\"icons\":[{\"src\":\"ORIGIN/icon.png\"}]}";
    site.put("/card", Site.card("com.example/a").strip().replaceFirst("}$", "") + icon);
    site.catalog(CATALOG, Site.at("ORIGIN/card"));
    Discovery.Found found = site.discovery().find();
    assertThat(found.servers().getFirst().card().icons()).hasSize(1);
    assertThat(site.requests).containsExactly(CATALOG, "/card");
  }

  @Test
  void a_fetcher_of_ones_own_sets_the_bounds() {
    site.catalog(CATALOG, Site.inline("com.example/a"));
    Fetcher small = Fetcher.builder().allowLoopback(true).maxBytes(100).build();
    assertThatThrownBy(() -> site.discovery().with(small).find())
        .isInstanceOf(DiscoveryException.class)
        .hasMessageContaining("long");
  }
}
