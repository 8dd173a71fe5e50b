package dev.waybill.discovery;

import dev.waybill.protocol.Icon;
import dev.waybill.protocol.Implementation;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.ServerDescription;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operator lets public documents say of a server. Everything else comes from the running
 * server itself.
 *
 * <pre>{@code
 * Card.standard().namespace("com.example").header(Remote.Header.bearer("From your account page"))
 * }</pre>
 *
 * <p>Features that the server's policy keeps from anonymous callers are in none of them.
 */
public final class Card {
  /** Under this key of {@code _meta} a full card tells capabilities and instructions. */
  static final String DISCOVER = "dev.waybill/discover";

  private static final int LONGEST = 100;

  private final Detail detail;
  private @Nullable String name;
  private @Nullable String namespace;
  private @Nullable String description;
  private @Nullable String url;
  private ServerCard.@Nullable Repository repository;
  private final List<Remote.Header> headers = new ArrayList<>();
  private final Map<String, Input> variables = new LinkedHashMap<>();
  private final Map<String, JsonNode> meta = new LinkedHashMap<>();
  private List<String> schemes = List.of();
  private Duration maxAge = Duration.ofHours(1);

  /** How much is said. */
  enum Detail {
    MINIMAL,
    STANDARD,
    FULL
  }

  private Card(Detail detail) {
    this.detail = detail;
  }

  /** Name, version, description and where to connect. */
  public static Card minimal() {
    return new Card(Detail.MINIMAL);
  }

  /** Besides, what is for display, the repository, and the protocol versions. */
  public static Card standard() {
    return new Card(Detail.STANDARD);
  }

  /**
   * Besides, capabilities and instructions and, in those earlier document shapes that have them,
   * tools, prompts and resources.
   */
  public static Card full() {
    return new Card(Detail.FULL);
  }

  /** The whole name, as {@code com.example/weather}; namespace and server's name unless said. */
  public Card name(String name) {
    if (!CardRules.isName(name)) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is not a name for a card; expected one like com.example/weather");
    }
    this.name = name;
    return this;
  }

  /** What comes before the slash; the host's name from its end unless said. */
  public Card namespace(String namespace) {
    this.namespace = namespace;
    return this;
  }

  /** 1 to 100 characters; the server's description unless said, shortened where it is longer. */
  public Card description(String text) {
    if (text.isEmpty() || text.codePointCount(0, text.length()) > LONGEST) {
      throw new IllegalArgumentException("A card's description has 1 to 100 characters");
    }
    this.description = text;
    return this;
  }

  public Card repository(ServerCard.Repository repository) {
    this.repository = repository;
    return this;
  }

  /** Where clients reach the server if not where it is published; may hold {@code {variables}}. */
  public Card url(String template) {
    this.url = template;
    return this;
  }

  /**
   * A header that requests have to carry or may.
   *
   * @throws IllegalArgumentException when it gives a value away that it calls secret
   */
  public Card header(Remote.Header header) {
    checkSecret(header.name(), header.input(), header.variables());
    header.variables().forEach((key, input) -> checkSecret(key, input, Map.of()));
    headers.add(header);
    return this;
  }

  /** What stands for a name in braces of the {@link #url}. */
  public Card variable(String variable, Input input) {
    checkSecret(variable, input, Map.of());
    variables.put(variable, input);
    return this;
  }

  private static void checkSecret(String what, Input input, Map<String, Input> variables) {
    boolean given =
        input.defaultValue() != null
            || (input.value() != null
                && variables.keySet().stream()
                    .noneMatch(v -> input.value().contains("{" + v + "}")));
    if (input.isSecret() && given) {
      throw new IllegalArgumentException(
          "\"" + what + "\" is secret, so a public card must not hold its value");
    }
  }

  /** An entry of the card's {@code _meta}. */
  public Card meta(String key, JsonNode value) {
    meta.put(key, value);
    return this;
  }

  /** How clients authenticate, as {@code oauth2} or {@code bearer}; earlier shapes tell it. */
  public Card authentication(String... schemes) {
    this.schemes = List.of(schemes);
    return this;
  }

  /** How long caches may keep what is published; an hour unless said. */
  public Card maxAge(Duration time) {
    this.maxAge = time;
    return this;
  }

  List<String> schemes() {
    return schemes;
  }

  Duration maxAge() {
    return maxAge;
  }

  boolean tellsFeatures() {
    return detail == Detail.FULL;
  }

  /**
   * The card of a server.
   *
   * @param endpoint where it is reached
   * @throws IllegalArgumentException when the server's name or version cannot be a card's, or the
   *     endpoint is neither https nor on this machine
   */
  public ServerCard of(ServerDescription server, URI endpoint) {
    Implementation info = server.info();
    String at = url == null ? endpoint.toString() : url;
    Urls.demandSafe(at);
    boolean more = detail != Detail.MINIMAL;
    Remote remote =
        new Remote(
            Remote.STREAMABLE_HTTP,
            at,
            headers,
            variables,
            more ? server.discover().supportedVersions() : List.of());
    ServerCard card =
        new ServerCard(
            name == null ? named(info, endpoint) : name,
            info.version(),
            description == null ? described(info) : description,
            more ? shortened(info.title()) : null,
            more ? info.websiteUrl() : null,
            more ? repository : null,
            more ? info.icons() : List.<Icon>of(),
            List.of(remote),
            meta(server));
    List<String> problems = CardRules.check(card.json());
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "No card can be made of server \"" + info.name() + "\": " + String.join("; ", problems));
    }
    return card;
  }

  private Map<String, JsonNode> meta(ServerDescription server) {
    Map<String, JsonNode> all = new LinkedHashMap<>(meta);
    if (detail == Detail.FULL) {
      ObjectNode discover = Json.mapper().createObjectNode();
      discover.set("capabilities", Json.mapper().valueToTree(server.discover().capabilities()));
      Input.put(discover, "instructions", server.discover().instructions());
      all.put(DISCOVER, discover);
    }
    return Collections.unmodifiableMap(all);
  }

  private String named(Implementation info, URI endpoint) {
    if (info.name().indexOf('/') >= 0) {
      return info.name();
    }
    String space = namespace == null ? Urls.namespace(endpoint) : namespace;
    return space + "/" + slug(info.name());
  }

  /** A server's own name as a card can have it behind the slash. */
  static String slug(String name) {
    return name.strip().replaceAll("[^a-zA-Z0-9._-]+", "-");
  }

  private static String described(Implementation info) {
    for (String text : new String[] {info.description(), info.title()}) {
      if (text != null && !text.isBlank()) {
        return String.valueOf(shortened(text));
      }
    }
    return info.name();
  }

  /** At most 100 characters in one line, cut between words. */
  static @Nullable String shortened(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    String line = text.strip().replaceAll("\\s+", " ");
    if (line.codePointCount(0, line.length()) <= LONGEST) {
      return line;
    }
    String cut = line.substring(0, line.offsetByCodePoints(0, LONGEST - 1));
    int space = cut.lastIndexOf(' ');
    return (space > LONGEST / 2 ? cut.substring(0, space) : cut) + "…";
  }
}
