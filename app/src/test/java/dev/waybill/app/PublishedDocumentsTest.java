package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.discovery.Card;
import dev.waybill.discovery.Publication;
import dev.waybill.discovery.ServerCard;
import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.Icon;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.server.McpServer;
import dev.waybill.server.Prompt;
import dev.waybill.server.Resource;
import dev.waybill.server.Tool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a running server publishes says what the server says. */
class PublishedDocumentsTest {
  private final McpServer weather =
      McpServer.builder("weather", "2.1.0")
          .title("Weather")
          .description("Forecasts and observations for every place on Earth")
          .website("https://weather.example/docs")
          .icon(Icon.of("https://weather.example/icon.png"))
          .instructions("Ask for a place first.")
          .add(Tool.named("forecast").description("Tomorrow").handler((in, call) -> "Rain"))
          .add(Tool.named("secret_stations").handler((in, call) -> "Hidden"))
          .add(Prompt.named("plan").handler((in, call) -> "Plan a trip"))
          .add(Resource.at("weather://now").handler(call -> "Rain"))
          .policy((principal, feature) ->
              !feature.id().startsWith("secret") || principal.scopes().contains("stations"))
          .build();
  private final McpServer tides = McpServer.builder("tides", "1.0.0-rc.1").build();
  private final HttpEndpoint endpoint =
      HttpEndpoint.builder(weather).path("/weather").serve("/tides", tides).start();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    http.close();
    endpoint.close();
  }

  private Publication publication(Card card) {
    return Publication.at(endpoint.uri())
        .add("/weather", weather.describe(), card)
        .add("/tides", tides.describe(), Card.minimal().namespace("org.tides"));
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(endpoint.uri().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private JsonNode json(String path, String mediaType) throws Exception {
    HttpResponse<byte[]> response = get(path);
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue(mediaType);
    return Json.parse(response.body());
  }

  @Test
  void a_card_says_what_server_discover_says() throws Exception {
    endpoint.publish(publication(Card.full().namespace("com.example")).documents());
    JsonNode card = json("/weather/server-card", ServerCard.MEDIA_TYPE);
    try (DemoClient client = new DemoClient(endpoint.uri())) {
      JsonNode discovered = client.request("server/discover", "{}").result();
      JsonNode info = discovered.path("_meta").path(MetaKeys.SERVER_INFO);
      assertThat(card.path("name").stringValue())
          .isEqualTo("com.example/" + info.path("name").stringValue());
      for (String member : List.of("version", "title", "description", "websiteUrl", "icons")) {
        assertThat(card.path(member)).as(member).isEqualTo(info.path(member));
      }
      JsonNode remote = card.path("remotes").path(0);
      assertThat(remote.path("url").stringValue()).isEqualTo(endpoint.uri().toString());
      assertThat(remote.path("supportedProtocolVersions"))
          .isEqualTo(discovered.path("supportedVersions"));
      JsonNode more = card.path("_meta").path("dev.waybill/discover");
      assertThat(more.path("capabilities")).isEqualTo(discovered.path("capabilities"));
      assertThat(more.path("instructions")).isEqualTo(discovered.path("instructions"));
    }
    assertThat(ServerCard.read(card).json()).isEqualTo(card);
  }

  @Test
  void the_operator_chooses_what_a_card_reveals() throws Exception {
    endpoint.publish(publication(Card.minimal()).documents());
    JsonNode minimal = json("/weather/server-card", ServerCard.MEDIA_TYPE);
    assertThat(minimal.propertyNames())
        .containsExactly("$schema", "name", "version", "description", "remotes");
    assertThat(minimal.path("remotes").path(0).propertyNames()).containsExactly("type", "url");
    endpoint.publish(publication(Card.standard()).documents());
    assertThat(json("/weather/server-card", ServerCard.MEDIA_TYPE).propertyNames())
        .contains("title", "websiteUrl", "icons")
        .doesNotContain("_meta");
  }

  @Test
  void one_catalog_lists_all_servers_of_the_process() throws Exception {
    endpoint.publish(publication(Card.standard().name("com.example/weather")).documents());
    HttpResponse<byte[]> response = get("/.well-known/ai-catalog.json");
    assertThat(response.headers().firstValue("link").orElseThrow())
        .startsWith("</.well-known/ai-catalog.json>; rel=\"ai-catalog\"");
    JsonNode catalog = json("/.well-known/ai-catalog.json", "application/ai-catalog+json");
    assertThat(catalog.path("specVersion").stringValue()).isEqualTo("1.0");
    JsonNode entries = catalog.path("entries");
    assertThat(entries.valueStream().map(entry -> entry.path("identifier").stringValue()))
        .containsExactly("urn:air:example.com:mcp:weather", "urn:air:tides.org:mcp:tides");
    for (JsonNode entry : entries) {
      assertThat(entry.path("type").stringValue()).isEqualTo(ServerCard.MEDIA_TYPE);
      URI url = URI.create(entry.path("url").stringValue());
      ServerCard card = ServerCard.read(json(url.getPath(), ServerCard.MEDIA_TYPE));
      assertThat(url).hasToString(card.remotes().getFirst().url() + "/server-card");
    }
    endpoint.publish(publication(Card.standard()).inlineCards().documents());
    JsonNode inline = json("/.well-known/ai-catalog.json", "application/ai-catalog+json");
    assertThat(inline.path("entries").path(1).path("data"))
        .isEqualTo(json("/tides/server-card", ServerCard.MEDIA_TYPE));
    assertThat(inline.path("entries").path(1).has("url")).isFalse();
  }

  @Test
  void earlier_proposals_are_served_only_when_switched_on_and_say_that_they_are_drafts()
      throws Exception {
    List<String> paths =
        List.of("/.well-known/mcp/server-card.json", "/.well-known/mcp", "/.well-known/mcp.json");
    endpoint.publish(publication(Card.full()).documents());
    for (String path : paths) {
      assertThat(get(path).statusCode()).isEqualTo(404);
    }
    endpoint.publish(
        publication(Card.full().authentication("oauth2")).earlierProposals().documents());
    for (String path : paths) {
      JsonNode document = json(path, "application/json");
      assertThat(document.path("_meta").has("dev.waybill/draft")).isTrue();
      assertThat(document.toString()).doesNotContain("secret_stations");
    }
    JsonNode card = json(paths.get(0), "application/json");
    try (DemoClient client = new DemoClient(endpoint.uri())) {
      for (String kind : List.of("tools", "prompts", "resources")) {
        JsonNode listed = client.request(kind + "/list", "{}").result().path(kind);
        assertThat(card.path(kind)).hasSize(1).isEqualTo(listed);
      }
    }
    assertThat(card.at("/serverInfo/version").stringValue()).isEqualTo("2.1.0");
    assertThat(card.at("/authentication/required").booleanValue()).isTrue();
    assertThat(card.at("/authentication/schemes/0").stringValue()).isEqualTo("oauth2");
    JsonNode manifest = json(paths.get(1), "application/json");
    assertThat(manifest.at("/endpoints/streamable_http").stringValue())
        .isEqualTo(endpoint.uri().toString());
    assertThat(manifest.at("/authentication/methods/0").stringValue()).isEqualTo("oauth2");
    JsonNode all = json(paths.get(2), "application/json");
    assertThat(all.path("endpoint").stringValue()).isEqualTo(endpoint.uri().toString());
    assertThat(all.path("servers")).hasSize(2);
    endpoint.publish(publication(Card.standard()).earlierProposals().documents());
    assertThat(json(paths.get(0), "application/json").at("/tools/0").stringValue())
        .isEqualTo("dynamic");
  }

  @Test
  void the_registry_api_tells_of_the_servers_of_the_process() throws Exception {
    endpoint.publish(
        publication(Card.standard().name("com.example/weather")).registry().documents());
    for (String api : List.of("/v0", "/v0.1")) {
      JsonNode all = json(api + "/servers?limit=10", "application/json");
      assertThat(all.path("servers")).hasSize(2);
      assertThat(all.at("/metadata/count").intValue()).isEqualTo(2);
      JsonNode first = all.at("/servers/0");
      assertThat(first.at("/server/$schema").stringValue())
          .endsWith("2025-12-11/server.schema.json");
      assertThat(first.at("/server/remotes/0").propertyNames()).containsExactly("type", "url");
      for (String name : List.of("com.example%2Fweather", "com.example/weather")) {
        assertThat(json(api + "/servers/" + name + "/versions", "application/json").at("/servers"))
            .hasSize(1)
            .first()
            .isEqualTo(first);
        assertThat(json(api + "/servers/" + name + "/versions/2.1.0", "application/json"))
            .isEqualTo(first);
      }
      assertThat(get(api + "/servers/com.example%2Fother/versions").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void a_changed_server_is_published_anew() throws Exception {
    endpoint.publish(publication(Card.full()).earlierProposals().documents());
    String path = "/.well-known/mcp/server-card.json";
    assertThat(json(path, "application/json").path("tools")).hasSize(1);
    weather.change(change -> change.add(Tool.named("history").handler((in, call) -> "Rain")));
    endpoint.publish(publication(Card.full()).earlierProposals().documents());
    assertThat(json(path, "application/json").path("tools")).hasSize(2);
    assertThat(weather.describe().tools()).hasSize(2);
  }
}
