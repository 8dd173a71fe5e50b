package dev.waybill.discovery;

import dev.waybill.fetch.Fetcher;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Finds the MCP servers of a domain, before anything connects to them.
 *
 * <pre>{@code
 * Found found = Discovery.of("example.com").find();
 * found.servers().forEach(server -> System.out.println(server.card().name()));
 * }</pre>
 *
 * <p>Reads the domain's AI catalog and what it leads to: cards inline or at URLs, nested catalogs
 * to depth 4, other domains. Nothing but documents is fetched, and no icon. Private addresses,
 * plain HTTP, long or slow answers and many redirects are refused by the {@link Fetcher}; loopback
 * too until a fetcher that allows it is given. What was read is kept while it is fresh and asked
 * for again with its {@code ETag}, by this instance, which serves all threads.
 */
public final class Discovery {
  /** How many documents one search reads at most. */
  static final int MOST_DOCUMENTS = 100;

  private static final Duration LONGEST_SEARCH = Duration.ofMinutes(1);

  private final URI target;
  private final @Nullable JsonNode document;
  private final Library library;
  private final boolean earlier;

  private Discovery(URI target, @Nullable JsonNode document, Library library, boolean earlier) {
    this.target = target;
    this.document = document;
    this.library = library;
    this.earlier = earlier;
  }

  /**
   * @param target a domain such as {@code example.com}, or the URL of a server, a card or a catalog
   * @throws IllegalArgumentException when it is neither
   */
  public static Discovery of(String target) {
    return new Discovery(parsed(target), null, library(Fetcher.builder().build()), false);
  }

  /**
   * Begins with a card or catalog that is at hand, as in a file.
   *
   * @param source where it is from; URLs in it are taken relative to that
   * @throws DiscoveryException when it is not JSON
   */
  public static Discovery in(byte[] document, URI source) {
    try {
      return new Discovery(source, Json.parse(document), library(Fetcher.builder().build()), false);
    } catch (McpException e) {
      throw new DiscoveryException(source + ": not a JSON document (" + e.text() + ")", e);
    }
  }

  private static Library library(Fetcher fetcher) {
    return new Library(fetcher, InstantSource.system());
  }

  private static URI parsed(String target) {
    String text = target.strip();
    boolean url = text.contains("://");
    String host = text.toLowerCase(Locale.ROOT).split(":", 2)[0];
    String scheme = Urls.isLoopback(host) || text.startsWith("[::1]") ? "http://" : "https://";
    try {
      URI uri = new URI(url ? text : scheme + text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (java.net.URISyntaxException e) {
      throw new IllegalArgumentException(notFindable(), e);
    }
    throw new IllegalArgumentException(notFindable());
  }

  private static String notFindable() {
    return "Expected a domain like example.com, or an http(s) URL of a server, card or catalog";
  }

  /** The same with another fetcher, as one that allows loopback or trusts other certificates. */
  public Discovery with(Fetcher fetcher) {
    return new Discovery(target, document, new Library(fetcher, library.clock()), earlier);
  }

  /** The same with another clock, by which documents go stale. */
  Discovery with(InstantSource clock) {
    return new Discovery(target, document, new Library(library.fetcher(), clock), earlier);
  }

  /** The same, but where there is no catalog the places of earlier proposals are looked at. */
  public Discovery earlierLocations() {
    return new Discovery(target, document, library, true);
  }

  /** Whether the target is on this machine, so that a fetcher must allow loopback to find it. */
  public boolean isLocal() {
    return Urls.isLoopback(target.getHost());
  }

  /**
   * Searches. What cannot be used is left out and named in {@link Found#problems()}.
   *
   * @throws DiscoveryException when nothing was found at all
   */
  public Found find() {
    Search search = new Search(library, System.nanoTime() + LONGEST_SEARCH.toNanos());
    String path = target.getRawPath();
    boolean domain = path == null || path.isEmpty() || path.equals("/");
    boolean any =
        document != null
            ? search.document(document, target)
            : domain ? search.domain(target) : search.url(target);
    if (!any && earlier && document == null) {
      any = search.earlier(target);
    }
    Found found = search.found();
    if (!any) {
      List<String> why = found.problems();
      throw new DiscoveryException(
          "Nothing to be found at "
              + target
              + (why.isEmpty() ? "" : ": " + String.join("; ", why)));
    }
    return found;
  }

  /**
   * What a search came to.
   *
   * @param servers those whose cards are sound, in the order they were met, each once
   * @param problems what could not be used and why, a line each
   * @param otherArtifacts how many entries were of other kinds than MCP servers
   */
  public record Found(List<Server> servers, List<String> problems, int otherArtifacts) {
    public Found {
      servers = List.copyOf(servers);
      problems = List.copyOf(problems);
    }
  }

  /**
   * A server that was found.
   *
   * @param identifier what its catalog entry calls it
   * @param source the document its card was in
   */
  public record Server(ServerCard card, Optional<String> identifier, URI source) {}
}
