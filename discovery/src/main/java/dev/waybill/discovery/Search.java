package dev.waybill.discovery;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One search (Client Discovery Flow). Catalogs are followed to a depth and each URL once, so that
 * catalogs that name each other come to an end; documents, entries and time are bounded.
 *
 * <p>The member names of AI Catalog drafts of April 2026 are read as well: {@code mediaType} for
 * {@code type}, {@code inline} for {@code data}, and {@code collections} of nested catalogs.
 */
final class Search {
  private static final int DEEPEST = 4;
  private static final int MOST_ENTRIES = 1000;
  private static final int MOST_PROBLEMS = 50;
  private static final String EARLY_CARD = "application/mcp-server+json";
  private static final Pattern LINK =
      Pattern.compile("<([^>]*)>[^,<]*;\\s*rel=\"?(?:[^\";,]*\\s)?ai-catalog(?=[\"\\s;,]|$)");

  private final Library library;
  private final long deadline;
  private final Set<URI> read = new HashSet<>();
  private final Map<String, Discovery.Server> servers = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private int documents;
  private int entries;
  private int others;

  /**
   * @param deadline by {@link System#nanoTime()}
   */
  Search(Library library, long deadline) {
    this.library = library;
    this.deadline = deadline;
  }

  Discovery.Found found() {
    return new Discovery.Found(List.copyOf(servers.values()), problems, others);
  }

  /** Looks for a domain's catalog; whether there was one. */
  boolean domain(URI origin) {
    Library.Page page = page(origin.resolve(AiCatalog.PATH));
    if (page == null) {
      return false;
    }
    if (page.json().isPresent()) {
      return catalog(page.json().get(), page.uri(), 1);
    }
    Optional<URI> linked =
        link(page).or(() -> Optional.ofNullable(page(origin.resolve("/"))).flatMap(Search::link));
    if (linked.isEmpty()) {
      problem(AiCatalog.PATH + " answered " + page.status());
      return false;
    }
    Library.Page catalog = page(linked.get());
    return catalog != null && document(catalog, 1);
  }

  /** Looks at what a URL leads to: a card, a catalog, or a server with its card below it. */
  boolean url(URI url) {
    Library.Page page = page(url);
    if (page == null) {
      return false;
    }
    if (page.json().isPresent() && (isCatalog(page) || isCard(page.json().get()))) {
      return document(page, 1);
    }
    Library.Page below = page(URI.create(url + ServerCard.PATH));
    if (below != null && below.json().isPresent()) {
      return document(below, 1);
    }
    Optional<URI> linked = link(page);
    Library.Page catalog = linked.isEmpty() ? null : page(linked.get());
    if (catalog != null) {
      return document(catalog, 1);
    }
    problem(url + " is no card, no catalog and no server that has a card");
    return false;
  }

  /** Looks at the places of earlier proposals; whether one of them had a server. */
  boolean earlier(URI origin) {
    for (String path : EarlierReader.PATHS) {
      Library.Page page = page(origin.resolve(path));
      if (page == null || page.json().isEmpty()) {
        continue;
      }
      try {
        List<ServerCard> cards = EarlierReader.read(page.json().get(), page.uri());
        cards.forEach(card -> add(card, Optional.empty(), page.uri()));
      } catch (DiscoveryException e) {
        problem(page.uri() + ": " + e.getMessage());
      }
    }
    return !servers.isEmpty();
  }

  private Library.@Nullable Page page(URI url) {
    if (documents >= Discovery.MOST_DOCUMENTS) {
      problem(
          url + " was not read: a search reads at most " + Discovery.MOST_DOCUMENTS + " documents");
      return null;
    }
    if (System.nanoTime() - deadline >= 0) {
      problem(url + " was not read: the search took too long");
      return null;
    }
    documents++;
    try {
      return library.read(url);
    } catch (DiscoveryException e) {
      problem(e.getMessage());
      return null;
    }
  }

  /** Looks at a document that is at hand; whether it was a card or a catalog. */
  boolean document(JsonNode json, URI source) {
    return document(new Library.Page(source, 200, Optional.of(json), List.of()), 1);
  }

  private boolean document(Library.Page page, int depth) {
    JsonNode json = page.json().orElse(null);
    if (json == null) {
      problem(page.uri() + " answered " + page.status() + " and no JSON");
      return false;
    }
    if (isCatalog(page)) {
      return catalog(json, page.uri(), depth);
    }
    return card(json, Optional.empty(), page.uri());
  }

  private static boolean isCatalog(Library.Page page) {
    return page.json().filter(json -> json.has("entries") || json.has("specVersion")).isPresent();
  }

  private static boolean isCard(JsonNode json) {
    return json.has("$schema") || json.has("name");
  }

  private boolean catalog(JsonNode catalog, URI source, int depth) {
    return !read.add(source) || entries(catalog, source, depth);
  }

  private boolean entries(JsonNode catalog, URI source, int depth) {
    JsonNode version = catalog.path("specVersion");
    if (!version.isString() || !version.stringValue().matches("1(\\.\\d+)*")) {
      problem(source + ": not an AI catalog of version 1: \"specVersion\" must be like \"1.0\"");
      return false;
    }
    if (!catalog.path("entries").isArray()) {
      problem(source + ": not an AI catalog: \"entries\" must be an array");
      return false;
    }
    int index = 0;
    for (JsonNode entry : catalog.path("entries")) {
      if (++entries > MOST_ENTRIES) {
        problem(source + ": more than " + MOST_ENTRIES + " entries; the rest was left out");
        return true;
      }
      entry(entry, source, depth, source + " entries[" + index++ + "]");
    }
    for (JsonNode collection : catalog.path("collections")) {
      nested(collection.path("url"), source, depth, source + " collections");
    }
    return true;
  }

  private void entry(JsonNode entry, URI source, int depth, String where) {
    String type = Input.text(entry, entry.has("type") ? "type" : "mediaType");
    if (type == null) {
      problem(where + ": \"type\" must be a media type");
      return;
    }
    JsonNode data = entry.has("data") ? entry.path("data") : entry.path("inline");
    if (entry.has("url") == !data.isMissingNode()) {
      problem(where + ": expected exactly one of \"url\" and \"data\"");
      return;
    }
    Optional<String> identifier = Optional.ofNullable(Input.text(entry, "identifier"));
    switch (type) {
      case ServerCard.MEDIA_TYPE, EARLY_CARD -> {
        if (entry.has("url")) {
          remoteCard(entry.path("url"), source, identifier, where);
        } else {
          card(data, identifier, source);
        }
      }
      case AiCatalog.MEDIA_TYPE -> {
        if (entry.has("url")) {
          nested(entry.path("url"), source, depth, where);
        } else if (!tooDeep(depth, where)) {
          entries(data, source, depth + 1);
        }
      }
      default -> others++;
    }
  }

  private boolean tooDeep(int depth, String where) {
    if (depth >= DEEPEST) {
      problem(where + ": catalogs are nested deeper than " + DEEPEST);
      return true;
    }
    return false;
  }

  private void nested(JsonNode url, URI source, int depth, String where) {
    URI uri = resolved(url, source, where);
    if (uri == null || read.contains(uri) || tooDeep(depth, where)) {
      return;
    }
    Library.Page page = page(uri);
    if (page == null) {
      return;
    }
    if (page.json().isEmpty()) {
      problem(uri + " answered " + page.status() + " and no JSON");
    } else if (page.uri().equals(uri) || !read.contains(page.uri())) {
      catalog(page.json().get(), page.uri(), depth + 1);
      read.add(uri);
    }
  }

  private void remoteCard(JsonNode url, URI source, Optional<String> identifier, String where) {
    URI uri = resolved(url, source, where);
    if (uri == null || !read.add(uri)) {
      return;
    }
    Library.Page page = page(uri);
    if (page == null) {
      return;
    }
    if (page.json().isEmpty()) {
      problem(uri + " answered " + page.status() + " and no JSON");
    } else {
      card(page.json().get(), identifier, page.uri());
    }
  }

  private @Nullable URI resolved(JsonNode url, URI source, String where) {
    if (url.isString()) {
      try {
        URI uri = source.resolve(new URI(url.stringValue()));
        return new URI(uri.getScheme(), uri.getSchemeSpecificPart(), null).normalize();
      } catch (java.net.URISyntaxException | IllegalArgumentException e) {
        problem(where + ": \"url\" is not a URL");
        return null;
      }
    }
    problem(where + ": \"url\" must be a string");
    return null;
  }

  private boolean card(JsonNode json, Optional<String> identifier, URI source) {
    try {
      add(ServerCard.read(Registry.asCard(json)), identifier, source);
      return true;
    } catch (DiscoveryException e) {
      problem(
          source
              + identifier.map(id -> " (" + Rules.cleaned(id) + ")").orElse("")
              + ": "
              + e.getMessage());
      return false;
    }
  }

  private void add(ServerCard card, Optional<String> identifier, URI source) {
    servers.putIfAbsent(
        card.name() + " " + card.version(),
        new Discovery.Server(card, identifier.map(Rules::cleaned), source));
  }

  private static Optional<URI> link(Library.Page page) {
    for (String header : page.links()) {
      Matcher link = LINK.matcher(header);
      if (link.find()) {
        try {
          return Optional.of(page.uri().resolve(link.group(1)));
        } catch (IllegalArgumentException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private void problem(@Nullable String text) {
    if (text != null && problems.size() < MOST_PROBLEMS) {
      problems.add(Rules.cleaned(text));
    }
  }
}
