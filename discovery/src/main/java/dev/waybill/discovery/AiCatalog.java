package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The AI catalog of a process's own servers (AI Catalog 1.0; Server Card Entries). */
final class AiCatalog {
  static final String PATH = "/.well-known/ai-catalog.json";
  static final String MEDIA_TYPE = "application/ai-catalog+json";
  static final String VERSION = "1.0";

  private AiCatalog() {}

  static ObjectNode write(List<Publication.Published> servers, boolean inline) {
    ObjectNode catalog = Json.mapper().createObjectNode().put("specVersion", VERSION);
    ArrayNode entries = catalog.putArray("entries");
    for (Publication.Published server : servers) {
      ObjectNode entry =
          entries
              .addObject()
              .put("identifier", identifier(server.card().name()))
              .put("type", ServerCard.MEDIA_TYPE);
      if (inline) {
        entry.set("data", server.card().json());
      } else {
        entry.put(
            "url", server.endpoint().resolve(Publication.cardPath(server.endpoint())).toString());
      }
    }
    return catalog;
  }

  /** {@code urn:air:example.com:mcp:weather} for {@code com.example/weather}. */
  static String identifier(String name) {
    int slash = name.indexOf('/');
    return "urn:air:"
        + Urls.reversed(name.substring(0, slash))
        + ":mcp:"
        + name.substring(slash + 1);
  }
}
