package dev.waybill.discovery;

import dev.waybill.protocol.Icon;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server card: who a server is and how to connect to it, known before anyone does (SEP-2127,
 * schema v1). What it says is the publisher's claim; nothing that is about security may rest on it.
 *
 * @param name in reverse-DNS form, as {@code com.example/weather}
 * @param description 1 to 100 characters
 * @param icons never fetched by anything here
 * @param meta vendors' additions under keys like {@code com.example/key}
 */
public record ServerCard(
    String name,
    String version,
    String description,
    @Nullable String title,
    @Nullable String websiteUrl,
    @Nullable Repository repository,
    List<Icon> icons,
    List<Remote> remotes,
    Map<String, JsonNode> meta) {
  public static final String SCHEMA =
      "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json";
  public static final String MEDIA_TYPE = "application/mcp-server-card+json";

  /** What a card is found at, below the URL of its server. */
  public static final String PATH = "/server-card";

  public ServerCard {
    icons = List.copyOf(icons);
    remotes = List.copyOf(remotes);
    meta = Collections.unmodifiableMap(new LinkedHashMap<>(meta));
  }

  /**
   * Where the server's source is (schema, Repository).
   *
   * @param source the service that hosts it, as {@code github}
   * @param subfolder a relative path to the server in it
   * @param id what the service knows it by
   */
  public record Repository(
      String url, String source, @Nullable String subfolder, @Nullable String id) {}

  /**
   * Reads a card and checks every rule of its schema.
   *
   * @throws DiscoveryException when it is not JSON or breaks a rule; the message lists what is
   *     wrong, by member
   */
  public static ServerCard read(byte[] json) {
    try {
      return read(Json.parse(json));
    } catch (McpException e) {
      throw new DiscoveryException("The server card is not JSON: " + e.text(), e);
    }
  }

  /** The same for JSON that was parsed already. */
  public static ServerCard read(JsonNode json) {
    List<String> problems = CardRules.check(json);
    if (!problems.isEmpty()) {
      throw new DiscoveryException("The server card is not valid: " + String.join("; ", problems));
    }
    JsonNode repository = json.path("repository");
    Map<String, JsonNode> meta = new LinkedHashMap<>();
    json.path("_meta")
        .propertyStream()
        .forEach(entry -> meta.put(entry.getKey(), entry.getValue()));
    return new ServerCard(
        json.path("name").stringValue(),
        json.path("version").stringValue(),
        json.path("description").stringValue(),
        Input.text(json, "title"),
        Input.text(json, "websiteUrl"),
        repository.isObject()
            ? new Repository(
                repository.path("url").stringValue(),
                repository.path("source").stringValue(),
                Input.text(repository, "subfolder"),
                Input.text(repository, "id"))
            : null,
        json.path("icons")
            .valueStream()
            .map(icon -> Json.mapper().treeToValue(icon, Icon.class))
            .toList(),
        json.path("remotes").valueStream().map(Remote::of).toList(),
        meta);
  }

  /** The card as its media type has it. */
  public ObjectNode json() {
    ObjectNode json = Json.mapper().createObjectNode().put("$schema", SCHEMA);
    writeTo(json);
    ArrayNode list = remotes.isEmpty() ? null : json.putArray("remotes");
    if (list != null) {
      remotes.forEach(remote -> list.add(remote.json()));
    }
    if (!meta.isEmpty()) {
      json.putObject("_meta").setAll(meta);
    }
    return json;
  }

  /**
   * The same as the registry's {@code server.json} of 2025-12-11, which has no protocol versions
   * and takes icons from https only.
   */
  public ObjectNode serverJson() {
    return Registry.serverJson(this);
  }

  /** The members that a card shares with the registry's {@code server.json}. */
  void writeTo(ObjectNode json) {
    json.put("name", name).put("version", version).put("description", description);
    Input.put(json, "title", title);
    Input.put(json, "websiteUrl", websiteUrl);
    if (repository != null) {
      ObjectNode source =
          json.putObject("repository")
              .put("url", repository.url())
              .put("source", repository.source());
      Input.put(source, "subfolder", repository.subfolder());
      Input.put(source, "id", repository.id());
    }
    if (!icons.isEmpty()) {
      json.set("icons", Json.mapper().valueToTree(icons));
    }
  }
}
