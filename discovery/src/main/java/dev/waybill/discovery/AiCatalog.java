package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The AI catalog of a process's own servers (AI Catalog 1.0; Server Card Entries). */
final class AiCatalog {
  static final String PATH = "/.well-known/ai-catalog.json";
  static final String MEDIA_TYPE = "application/ai-catalog+json";
  static final String VERSION = "1.0";

  private AiCatalog() {}

  /** With cards where they are served. */
  static ObjectNode write(List<Publication.Published> servers) {
    return catalog(
        servers,
        Publication.Published::card,
        (entry, server) ->
            entry.put(
                "url",
                server.endpoint().resolve(Publication.cardPath(server.endpoint())).toString()));
  }

  /** With the cards themselves. */
  static ObjectNode inline(List<ServerCard> cards) {
    return catalog(cards, card -> card, (entry, card) -> entry.set("data", card.json()));
  }

  private static <T> ObjectNode catalog(
      List<T> servers, Function<T, ServerCard> card, BiConsumer<ObjectNode, T> content) {
    ObjectNode catalog = Json.mapper().createObjectNode().put("specVersion", VERSION);
    ArrayNode entries = catalog.putArray("entries");
    for (T server : servers) {
      ObjectNode entry =
          entries
              .addObject()
              .put("identifier", identifier(card.apply(server).name()))
              .put("type", ServerCard.MEDIA_TYPE);
      content.accept(entry, server);
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
