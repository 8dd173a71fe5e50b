package dev.waybill.redis;

import io.lettuce.core.RedisURI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where Redis is and how it is used.
 *
 * <pre>{@code
 * RedisOptions.url("rediss://redis.example.com:6379")
 *     .credentials("waybill", password)
 *     .requireDurable()
 * }</pre>
 *
 * <p>The servers may be one, or the nodes of a cluster, which is found out when connecting. They
 * are Redis 7 or newer, or Valkey.
 */
public final class RedisOptions {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final List<String> urls;
  private final String prefix;
  private final Duration timeout;
  private final Optional<Credentials> credentials;
  private final boolean durable;

  private record Credentials(String username, String password) {}

  private RedisOptions(
      List<String> urls,
      String prefix,
      Duration timeout,
      Optional<Credentials> credentials,
      boolean durable) {
    this.urls = urls;
    this.prefix = prefix;
    this.timeout = timeout;
    this.credentials = credentials;
    this.durable = durable;
  }

  /**
   * The address of a server: {@code redis[s]://[user:password@]host[:port][/database]}, with {@code
   * rediss} for TLS.
   *
   * @param more addresses of other nodes of the same cluster, to start from when the first is gone
   * @throws IllegalArgumentException when one is none
   */
  public static RedisOptions url(String url, String... more) {
    List<String> urls = new ArrayList<>(List.of(url));
    urls.addAll(List.of(more));
    urls.forEach(RedisOptions::parse);
    return new RedisOptions(urls, "waybill:", TIMEOUT, Optional.empty(), false);
  }

  /** What all keys and channels begin with; {@code waybill:} until said. */
  public RedisOptions prefix(String start) {
    if (start.contains("{") || start.contains("}")) {
      throw new IllegalArgumentException(
          "A prefix must not contain braces: what stands between them decides where keys lie");
    }
    return new RedisOptions(urls, start, timeout, credentials, durable);
  }

  /** How long to wait for connections and answers; 5 seconds until said. */
  public RedisOptions timeout(Duration longest) {
    if (longest.toMillis() < 1) {
      throw new IllegalArgumentException("A timeout must be at least 1 ms, was " + longest);
    }
    return new RedisOptions(urls, prefix, longest, credentials, durable);
  }

  /** Who to connect as, instead of what the address says. */
  public RedisOptions credentials(String username, String password) {
    return new RedisOptions(
        urls, prefix, timeout, Optional.of(new Credentials(username, password)), durable);
  }

  /**
   * Refuses to open a store unless every server writes each change to its disk before it answers
   * ({@code appendonly yes}, {@code appendfsync always}) and never evicts keys. Until said, what is
   * less is only warned of.
   */
  public RedisOptions requireDurable() {
    return new RedisOptions(urls, prefix, timeout, credentials, true);
  }

  List<RedisURI> uris() {
    return urls.stream().map(this::uri).toList();
  }

  private RedisURI uri(String url) {
    RedisURI uri = parse(url);
    uri.setTimeout(timeout);
    uri.setClientName("waybill");
    credentials.ifPresent(who -> {
      RedisURI as =
          RedisURI.builder(uri)
              .withAuthentication(who.username(), who.password().toCharArray())
              .build();
      uri.setCredentialsProvider(as.getCredentialsProvider());
    });
    return uri;
  }

  /** Without the parser's own exceptions: they repeat what they were given, passwords included. */
  private static RedisURI parse(String url) {
    try {
      return RedisURI.create(url);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "The address of Redis is not one: expected"
              + " redis[s]://[user:password@]host[:port][/database]");
    }
  }

  Duration timeout() {
    return timeout;
  }

  String prefix() {
    return prefix;
  }

  boolean durable() {
    return durable;
  }

  byte[] key(String name) {
    return (prefix + name).getBytes(StandardCharsets.UTF_8);
  }

  /** Hosts and ports only. */
  @Override
  public String toString() {
    return uris().stream().map(uri -> uri.getHost() + ":" + uri.getPort()).toList().toString();
  }
}
