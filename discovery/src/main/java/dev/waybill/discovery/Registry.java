package dev.waybill.discovery;

import dev.waybill.protocol.Icon;
import dev.waybill.protocol.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a registry would say of a process's own servers: their {@code server.json} and the read-only
 * part of its API. Query parameters are not looked at: there is one page, with the one version that
 * each server has.
 */
final class Registry {
  static final String MEDIA_TYPE = "application/json";
  static final String SCHEMA =
      "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

  private static final Pattern SERVER_JSON =
      Pattern.compile(
          "https://static\\.modelcontextprotocol\\.io/schemas/[0-9-]{10}/server\\.schema\\.json");
  private static final String OFFICIAL = "io.modelcontextprotocol.registry/official";
  private static final Set<String> ICON_TYPES =
      Set.of("image/png", "image/jpeg", "image/jpg", "image/svg+xml", "image/webp");
  private static final int LONGEST_ICON = 255;

  private Registry() {}

  /** A card as the registry's {@code server.json}, whose icons are stricter. */
  static ObjectNode serverJson(ServerCard card) {
    ServerCard fitting =
        new ServerCard(
            card.name(),
            card.version(),
            card.description(),
            card.title(),
            card.websiteUrl(),
            card.repository(),
            card.icons().stream().filter(Registry::fits).toList(),
            List.of(),
            Map.of());
    ObjectNode json = Json.mapper().createObjectNode().put("$schema", SCHEMA);
    fitting.writeTo(json);
    ArrayNode remotes = json.putArray("remotes");
    for (Remote remote : card.remotes()) {
      ObjectNode item = remote.json();
      item.remove("supportedProtocolVersions");
      remotes.add(item);
    }
    return json;
  }

  /**
   * A {@code server.json} of any date as a card, so that one reader serves both; what it says of
   * packages to install is left out. Other documents as they are.
   */
  static JsonNode asCard(JsonNode json) {
    String schema = Input.text(json, "$schema");
    if (schema == null || !SERVER_JSON.matcher(schema).matches()) {
      return json;
    }
    ObjectNode card = ((ObjectNode) json).deepCopy().put("$schema", ServerCard.SCHEMA);
    card.remove("packages");
    return card;
  }

  private static boolean fits(Icon icon) {
    return icon.src().startsWith("https://")
        && icon.src().length() <= LONGEST_ICON
        && (icon.mimeType() == null || ICON_TYPES.contains(icon.mimeType()))
        && icon.sizes().stream().allMatch(size -> size.matches("\\d+x\\d+|any"));
  }

  /** The documents by path, under both versions of the API. */
  static Map<String, ObjectNode> write(List<ServerCard> cards) {
    Map<String, ObjectNode> documents = new LinkedHashMap<>();
    for (String api : List.of("/v0", "/v0.1")) {
      String all = api + "/servers";
      documents.put(all, list(cards));
      for (ServerCard card : cards) {
        for (String name : spellings(card.name())) {
          String versions = all + "/" + name + "/versions";
          documents.put(versions, list(List.of(card)));
          documents.put(versions + "/latest", response(card));
          documents.put(versions + "/" + encoded(card.version()), response(card));
        }
      }
    }
    return documents;
  }

  /** A name is one segment of the path, with its slash encoded; some clients leave it as it is. */
  private static Set<String> spellings(String name) {
    String encoded = encoded(name);
    return Set.of(encoded, encoded.replace("%2F", "%2f"), encoded.replace("%2F", "/"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static ObjectNode list(List<ServerCard> cards) {
    ObjectNode json = Json.mapper().createObjectNode();
    ArrayNode servers = json.putArray("servers");
    cards.forEach(card -> servers.add(response(card)));
    json.putObject("metadata").put("count", cards.size());
    return json;
  }

  private static ObjectNode response(ServerCard card) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.set("server", serverJson(card));
    json.putObject("_meta").putObject(OFFICIAL).put("status", "active").put("isLatest", true);
    return json;
  }
}
