package dev.waybill.discovery;

import dev.waybill.fetch.FetchException;
import dev.waybill.fetch.Fetched;
import dev.waybill.fetch.Fetcher;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Reads documents and keeps them: while one is fresh it is not asked for again, and after that only
 * for whether it has changed (Caching).
 */
final class Library {
  static final String ACCEPTED =
      ServerCard.MEDIA_TYPE + ", " + AiCatalog.MEDIA_TYPE + ", application/json;q=0.9";

  private static final int MOST_KEPT = 256;
  private static final Pattern MAX_AGE = Pattern.compile("(?:^|[,\\s])max-age=(\\d{1,9})");
  private static final Duration LONGEST_KEPT = Duration.ofDays(1);

  private final Fetcher fetcher;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<URI, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<URI, Kept> eldest) {
          return size() > MOST_KEPT;
        }
      };

  private record Kept(Fetched answer, Optional<String> tag, Instant staleAt) {}

  /**
   * What is at a URL.
   *
   * @param uri where it was in the end
   * @param json empty when there is no document
   * @param links its {@code Link} headers
   */
  record Page(URI uri, int status, Optional<JsonNode> json, List<String> links) {}

  Library(Fetcher fetcher, InstantSource clock) {
    this.fetcher = fetcher;
    this.clock = clock;
  }

  Fetcher fetcher() {
    return fetcher;
  }

  InstantSource clock() {
    return clock;
  }

  /**
   * @throws DiscoveryException when the host cannot be asked, or says something that is not JSON
   */
  Page read(URI uri) {
    Fetched answer;
    try {
      answer = fetched(uri);
    } catch (FetchException e) {
      throw new DiscoveryException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
    List<String> links = answer.headers().getOrDefault("link", List.of());
    if (answer.status() != 200) {
      return new Page(answer.uri(), answer.status(), Optional.empty(), links);
    }
    try {
      return new Page(answer.uri(), 200, Optional.of(Json.parse(answer.body())), links);
    } catch (McpException e) {
      if (answer.header("content-type").orElse("").contains("json")) {
        throw new DiscoveryException(uri + ": not a JSON document (" + e.text() + ")", e);
      }
      return new Page(answer.uri(), 200, Optional.empty(), links);
    }
  }

  private Fetched fetched(URI uri) {
    Kept before = locked(() -> kept.get(uri));
    Instant now = clock.instant();
    if (before != null && now.isBefore(before.staleAt())) {
      return before.answer();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", ACCEPTED);
    if (before != null) {
      before.tag().ifPresent(tag -> headers.put("If-None-Match", tag));
    }
    Fetched answer = fetcher.get(uri, headers);
    if (answer.status() == 304 && before != null) {
      keep(uri, answer, before.answer(), now);
      return before.answer();
    }
    if (answer.status() == 200) {
      keep(uri, answer, answer, now);
    }
    return answer;
  }

  private void keep(URI uri, Fetched headers, Fetched document, Instant now) {
    String control = headers.header("cache-control").orElse("").toLowerCase(Locale.ROOT);
    if (control.contains("no-store")) {
      locked(() -> kept.remove(uri));
      return;
    }
    Matcher age = MAX_AGE.matcher(control);
    Duration fresh =
        age.find() && !control.contains("no-cache")
            ? Duration.ofSeconds(Long.parseLong(age.group(1)))
            : Duration.ZERO;
    Duration time = fresh.compareTo(LONGEST_KEPT) > 0 ? LONGEST_KEPT : fresh;
    Optional<String> tag = headers.header("etag").or(() -> document.header("etag"));
    locked(() -> kept.put(uri, new Kept(document, tag, now.plus(time))));
  }

  private <T extends @org.jspecify.annotations.Nullable Object> T locked(
      java.util.function.Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
