package dev.waybill.discovery;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Makes cards of what earlier proposals put at their places. Those shapes have neither names in
 * reverse-DNS form nor short descriptions, so both are made to fit.
 */
final class EarlierReader {
  static final List<String> PATHS =
      List.of(EarlierProposals.SEP_1649, EarlierProposals.SEP_1960, EarlierProposals.MCP_JSON);

  private EarlierReader() {}

  /**
   * @throws DiscoveryException when no server can be made out
   */
  static List<ServerCard> read(JsonNode json, URI source) {
    if (ServerCard.SCHEMA.equals(Input.text(json, "$schema"))) {
      return List.of(ServerCard.read(json));
    }
    List<ServerCard> cards = new ArrayList<>();
    for (JsonNode server : json.path("servers")) {
      cards.add(card(server, source));
    }
    return cards.isEmpty() ? List.of(card(json, source)) : cards;
  }

  private static ServerCard card(JsonNode json, URI source) {
    JsonNode info = json.path("serverInfo");
    String name = first(info, "name", json, "name", json, "server_name");
    String version = first(info, "version", json, "server_version", json, "version");
    String title = first(info, "title", json, "title", json, "name");
    String description = first(json, "description", info, "description", info, "title");
    List<Remote> remotes = remotes(json, source);
    if (name == null || remotes.isEmpty()) {
      throw new DiscoveryException("it names no server and endpoint");
    }
    String known = description == null ? (title == null ? name : title) : description;
    ServerCard card =
        new ServerCard(
            CardRules.isName(name) ? name : Urls.namespace(source) + "/" + Card.slug(name),
            version == null ? "0" : version,
            String.valueOf(Card.shortened(known)),
            Card.shortened(title),
            null,
            null,
            List.of(),
            remotes,
            Map.of());
    return ServerCard.read(card.json());
  }

  private static List<Remote> remotes(JsonNode json, URI source) {
    List<Remote> remotes = new ArrayList<>();
    JsonNode endpoints = json.path("endpoints");
    JsonNode transport = json.path("transport");
    String type = first(transport, "type", json, "transport", json, "type");
    boolean sse = Remote.SSE.equals(type);
    String url = first(transport, "endpoint", json, "endpoint", json, "url");
    add(remotes, sse ? Remote.SSE : Remote.STREAMABLE_HTTP, url, source);
    add(remotes, Remote.STREAMABLE_HTTP, Input.text(endpoints, "streamable_http"), source);
    add(remotes, Remote.SSE, Input.text(endpoints, "sse"), source);
    return remotes;
  }

  private static void add(List<Remote> into, String type, @Nullable String url, URI source) {
    if (url != null) {
      try {
        String absolute = source.resolve(url).toString();
        into.add(new Remote(type, absolute, List.of(), Map.of(), List.of()));
      } catch (IllegalArgumentException e) {
        throw new DiscoveryException("its endpoint is not a URL", e);
      }
    }
  }

  private static @Nullable String first(
      JsonNode a, String inA, JsonNode b, String inB, JsonNode c, String inC) {
    String text = Input.text(a, inA);
    text = text == null ? Input.text(b, inB) : text;
    return text == null ? Input.text(c, inC) : text;
  }
}
