package dev.waybill.discovery;

import dev.waybill.protocol.Implementation;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.ServerCapabilities;
import dev.waybill.protocol.ServerDescription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The shapes that proposals before server cards had. SEP-1649 and SEP-1960 have room for one server
 * and one place on a host, so they tell of the first of the process and name the catalog.
 */
final class EarlierProposals {
  static final String MEDIA_TYPE = "application/json";
  static final String SEP_1649 = "/.well-known/mcp/server-card.json";
  static final String SEP_1960 = "/.well-known/mcp";
  static final String MCP_JSON = "/.well-known/mcp.json";

  private static final String SCHEMA_1649 =
      "https://static.modelcontextprotocol.io/schemas/mcp-server-card/v1.json";

  private EarlierProposals() {}

  /** The documents by path. */
  static Map<String, ObjectNode> write(List<Publication.Published> servers) {
    Map<String, ObjectNode> documents = new LinkedHashMap<>();
    documents.put(SEP_1649, marked(serverCard(servers.getFirst()), "SEP-1649"));
    documents.put(SEP_1960, marked(manifest(servers.getFirst()), "SEP-1960"));
    documents.put(MCP_JSON, marked(mcpJson(servers), "mcp.json"));
    return documents;
  }

  private static ObjectNode marked(ObjectNode document, String proposal) {
    document
        .putObject("_meta")
        .putObject("dev.waybill/draft")
        .put("proposal", proposal)
        .put("supersededBy", AiCatalog.PATH);
    return document;
  }

  private static ObjectNode serverCard(Publication.Published published) {
    ServerDescription server = published.server();
    ServerCard card = published.card();
    Implementation info = server.info();
    ObjectNode json =
        Json.mapper().createObjectNode().put("$schema", SCHEMA_1649).put("version", "1.0");
    List<String> versions = server.discover().supportedVersions();
    json.put("protocolVersion", versions.getFirst());
    ObjectNode name = json.putObject("serverInfo").put("name", info.name());
    Input.put(name, "title", card.title());
    name.put("version", info.version());
    json.put("description", card.description());
    if (!card.icons().isEmpty()) {
      json.put("iconUrl", card.icons().getFirst().src());
    }
    Input.put(json, "documentationUrl", card.websiteUrl());
    json.putObject("transport")
        .put("type", Remote.STREAMABLE_HTTP)
        .put("endpoint", card.remotes().getFirst().url());
    json.set("capabilities", Json.mapper().valueToTree(server.discover().capabilities()));
    authentication(json, "schemes", published);
    if (published.choice().tellsFeatures()) {
      Input.put(json, "instructions", server.discover().instructions());
      json.set("tools", Json.mapper().valueToTree(server.tools()));
      json.set("prompts", Json.mapper().valueToTree(server.prompts()));
      json.set("resources", Json.mapper().valueToTree(server.resources()));
    } else {
      List.of("tools", "prompts", "resources").forEach(kind -> json.putArray(kind).add("dynamic"));
    }
    return json;
  }

  private static ObjectNode manifest(Publication.Published published) {
    ServerCard card = published.card();
    ServerCapabilities can = published.server().discover().capabilities();
    ObjectNode json =
        Json.mapper()
            .createObjectNode()
            .put("mcp_version", "1.0")
            .put("server_name", card.title() == null ? card.name() : card.title())
            .put("server_version", card.version())
            .put("description", card.description());
    json.putObject("endpoints").put("streamable_http", card.remotes().getFirst().url());
    json.putObject("capabilities")
        .put("tools", can.tools() != null)
        .put("resources", can.resources() != null)
        .put("prompts", can.prompts() != null);
    authentication(json, "methods", published);
    Input.put(json, "documentation", card.websiteUrl());
    return json;
  }

  private static ObjectNode mcpJson(List<Publication.Published> servers) {
    ObjectNode json = Json.mapper().createObjectNode();
    describe(json, servers.getFirst());
    ArrayNode list = json.putArray("servers");
    servers.forEach(server -> describe(list.addObject(), server));
    return json;
  }

  private static void describe(ObjectNode json, Publication.Published server) {
    ServerCard card = server.card();
    json.put("name", card.title() == null ? card.name() : card.title())
        .put("version", card.version())
        .put("description", card.description())
        .put("endpoint", card.remotes().getFirst().url())
        .put("transport", Remote.STREAMABLE_HTTP);
  }

  private static void authentication(
      ObjectNode json, String member, Publication.Published published) {
    List<String> schemes = published.choice().schemes();
    boolean required =
        !schemes.isEmpty()
            || published.card().remotes().getFirst().headers().stream()
                .anyMatch(header -> header.input().isRequired() && header.input().isSecret());
    ObjectNode authentication = json.putObject("authentication").put("required", required);
    authentication.set(member, Json.mapper().valueToTree(schemes));
  }
}
