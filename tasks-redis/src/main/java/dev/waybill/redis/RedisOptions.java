package dev.waybill.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where Redis is and how it is used.
 *
 * <pre>{@code
 * RedisOptions.at("rediss://redis.example.com:6379")
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
  private String prefix = "waybill:";
  private Duration timeout = TIMEOUT;
  private Optional<Credentials> credentials = Optional.empty();
  private Optional<Path> trusted = Optional.empty();
  private boolean durable;

  private record Credentials(String username, String password) {}

  private RedisOptions(List<String> urls) {
    this.urls = urls;
  }

  private RedisOptions copy() {
    RedisOptions copy = new RedisOptions(urls);
    copy.prefix = prefix;
    copy.timeout = timeout;
    copy.credentials = credentials;
    copy.trusted = trusted;
    copy.durable = durable;
    return copy;
  }

  /**
   * The address of a server: {@code redis[s]://[user:password@]host[:port][/database]}, with {@code
   * rediss} for TLS.
   *
   * @param more addresses of other nodes of the same cluster, to start from when the first is gone
   * @throws IllegalArgumentException when one is none
   */
  public static RedisOptions at(String url, String... more) {
    List<String> urls = new ArrayList<>(List.of(url));
    urls.addAll(List.of(more));
    urls.forEach(RedisOptions::parse);
    return new RedisOptions(List.copyOf(urls));
  }

  /** What all keys and channels begin with; {@code waybill:} until said. */
  public RedisOptions prefix(String start) {
    if (start.contains("{") || start.contains("}")) {
      throw new IllegalArgumentException(
          "A prefix must not contain braces: what stands between them decides where keys lie");
    }
    RedisOptions copy = copy();
    copy.prefix = start;
    return copy;
  }

  /** How long to wait for connections and answers; 5 seconds until said. */
  public RedisOptions timeout(Duration longest) {
    if (longest.toMillis() < 1) {
      throw new IllegalArgumentException("A timeout must be at least 1 ms, was " + longest);
    }
    RedisOptions copy = copy();
    copy.timeout = longest;
    return copy;
  }

  /** Who to connect as, instead of what the address says. */
  public RedisOptions credentials(String username, String password) {
    RedisOptions copy = copy();
    copy.credentials = Optional.of(new Credentials(username, password));
    return copy;
  }

  /**
   * Whom to trust behind {@code rediss://}, instead of whom the JVM trusts.
   *
   * @param certificates a PEM file
   */
  public RedisOptions trust(Path certificates) {
    RedisOptions copy = copy();
    copy.trusted = Optional.of(certificates);
    return copy;
  }

  /**
   * Refuses to open a store unless every server writes each change to its disk before it answers
   * ({@code appendonly yes}, {@code appendfsync always}) and never evicts keys. Until said, what is
   * less is only warned of.
   */
  public RedisOptions requireDurable() {
    RedisOptions copy = copy();
    copy.durable = true;
    return copy;
  }

  List<RedisURI> uris() {
    return urls.stream().map(this::uri).toList();
  }

  private RedisURI uri(String url) {
    RedisURI uri = parse(url);
    uri.setTimeout(timeout);
    uri.setClientName("waybill");
    credentials.ifPresent(who ->
        uri.setCredentialsProvider(
            new StaticCredentialsProvider(who.username(), who.password().toCharArray())));
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

  Optional<Path> trusted() {
    return trusted;
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
