package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.PublicDocument;
import dev.waybill.protocol.PublicDocuments;
import dev.waybill.protocol.ServerDescription;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All public documents of a process: a card for each of its servers and one catalog for all of
 * them, and what else is switched on. They are written anew from the servers each time, so they say
 * what the servers say.
 *
 * <pre>{@code
 * var publication = Publication.at(URI.create("https://mcp.example.com"))
 *     .add("/weather", weather.describe(), Card.standard())
 *     .add("/tides", tides.describe(), Card.standard());
 * endpoint.publish(publication.documents());
 * }</pre>
 *
 * <p>After a server has changed, make a publication anew and publish that.
 */
public final class Publication {
  private static final String CATALOG_LINK =
      "<" + AiCatalog.PATH + ">; rel=\"ai-catalog\"; type=\"" + AiCatalog.MEDIA_TYPE + "\"";

  private final URI origin;
  private final List<Published> servers = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> paths = new HashSet<>();
  private boolean inline;
  private boolean earlier;
  private boolean registry;

  /** A server of the process. */
  record Published(URI endpoint, ServerDescription server, Card choice, ServerCard card) {}

  private Publication(URI origin) {
    this.origin = origin;
  }

  /**
   * Begins a publication.
   *
   * @param origin where clients reach this process, as {@code https://mcp.example.com}; anything
   *     after the host and port is left out
   * @throws IllegalArgumentException when it is neither https nor http on this machine
   */
  public static Publication at(URI origin) {
    if (origin.getHost() == null) {
      throw new IllegalArgumentException(
          "\"" + origin + "\" names no host; expected one like https://mcp.example.com");
    }
    Urls.demandSafe(origin.toString());
    return new Publication(
        URI.create(
            origin.getScheme()
                + "://"
                + origin.getHost()
                + (origin.getPort() < 0 ? "" : ":" + origin.getPort())));
  }

  /**
   * Adds a server; the first one is the one that document shapes for a single server tell of.
   *
   * @param path where it is served
   * @param server {@code McpServer.describe()}
   * @throws IllegalArgumentException when no card can be made of it, or another one has its name
   */
  public Publication add(String path, ServerDescription server, Card choice) {
    URI endpoint = origin.resolve(path);
    ServerCard card = choice.of(server, endpoint);
    if (!paths.add(cardPath(endpoint))) {
      throw new IllegalArgumentException("Two servers are to be published at " + path);
    }
    if (!names.add(card.name())) {
      throw new IllegalArgumentException(
          "Two servers are to be published as " + card.name() + "; give one another Card.name");
    }
    servers.add(new Published(endpoint, server, choice, card));
    return this;
  }

  /** Puts the cards into the catalog, which otherwise says where they are. */
  public Publication inlineCards() {
    this.inline = true;
    return this;
  }

  /**
   * Serves the shapes of earlier proposals too, which crawlers in use still read: {@code
   * /.well-known/mcp/server-card.json} (SEP-1649), {@code /.well-known/mcp} (SEP-1960) and {@code
   * /.well-known/mcp.json}. Each says in {@code _meta} that it is a draft.
   */
  public Publication earlierProposals() {
    this.earlier = true;
    return this;
  }

  /** Answers, for these servers, as a registry does: {@code /v0/servers} and below. */
  public Publication registry() {
    this.registry = true;
    return this;
  }

  /** A catalog with cards inline, as {@code application/ai-catalog+json}. */
  public static ObjectNode catalogOf(List<ServerCard> cards) {
    return AiCatalog.inline(cards);
  }

  /** The cards, in the order of the servers. */
  public List<ServerCard> cards() {
    return servers.stream().map(Published::card).toList();
  }

  /** The documents, ready to be served. */
  public PublicDocuments documents() {
    Duration maxAge =
        servers.stream()
            .map(server -> server.choice().maxAge())
            .min(Duration::compareTo)
            .orElse(Duration.ofHours(1));
    List<PublicDocument> documents = new ArrayList<>();
    for (Published server : servers) {
      documents.add(
          document(
              cardPath(server.endpoint()),
              ServerCard.MEDIA_TYPE,
              server.card().json(),
              server.choice().maxAge()));
    }
    documents.add(
        document(
            AiCatalog.PATH,
            AiCatalog.MEDIA_TYPE,
            inline ? AiCatalog.inline(cards()) : AiCatalog.write(servers),
            maxAge));
    if (earlier && !servers.isEmpty()) {
      EarlierProposals.write(servers)
          .forEach((path, json) ->
              documents.add(document(path, EarlierProposals.MEDIA_TYPE, json, maxAge)));
    }
    if (registry) {
      Registry.write(cards())
          .forEach(
              (path, json) -> documents.add(document(path, Registry.MEDIA_TYPE, json, maxAge)));
    }
    return new PublicDocuments(documents, List.of(CATALOG_LINK));
  }

  /** Below the server's own path; a server at the root has no second slash. */
  static String cardPath(URI endpoint) {
    String path = endpoint.getRawPath();
    return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + ServerCard.PATH;
  }

  private static PublicDocument document(String path, String type, JsonNode json, Duration maxAge) {
    return new PublicDocument(path, type, Json.bytes(json), maxAge);
  }
}
