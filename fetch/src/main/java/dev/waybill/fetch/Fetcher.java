package dev.waybill.fetch;

import dev.waybill.fetch.FetchException.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Fetches documents from hosts that are not trusted, within bounds.
 *
 * <pre>{@code
 * Fetcher fetcher = Fetcher.builder().build();
 * Fetched card = fetcher.get(URI.create("https://mcp.example.com/.well-known/mcp/server-card"));
 * }</pre>
 *
 * <p>Host names are looked up once and every address is checked; the connection goes to an address
 * that was checked, so a name that changes its address in between gains nothing. Plain HTTP is
 * spoken on loopback alone. Proxies, cookies and stored passwords are not used; every fetch has a
 * connection of its own. Blocking; one instance serves all threads and holds nothing open.
 */
public final class Fetcher {
  private final Guard guard;
  private final Wire wire;
  private final Duration timeLimit;
  private final int maxRedirects;

  private Fetcher(Builder builder, SSLContext tls) {
    this.guard = new Guard(builder.loopback, builder.privateAddresses, builder.resolver);
    this.wire = new Wire(guard, tls.getSocketFactory(), builder.maxBytes, builder.timeLimit);
    this.timeLimit = builder.timeLimit;
    this.maxRedirects = builder.maxRedirects;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** {@link #get(URI, Map)} without headers of its own. */
  public Fetched get(URI uri) {
    return get(uri, Map.of());
  }

  /**
   * Reads a document. Redirects are followed within the limit, each checked like the first URL; to
   * another origin they are followed without the headers given here, and never from HTTPS to HTTP.
   *
   * @return the answer, whatever its status
   * @throws FetchException when there is none within the bounds
   */
  public Fetched get(URI uri, Map<String, String> headers) {
    return within(uri, new Redirects(wire, maxRedirects, uri, headers)::follow);
  }

  /**
   * Sends a body; its type is the {@code Content-Type} among the headers. No redirect is followed:
   * what is sent is meant for this host alone.
   *
   * @return the answer, whatever its status, unless it is a redirect
   * @throws FetchException when there is none within the bounds
   */
  public Fetched post(URI uri, Map<String, String> headers, byte[] body) {
    return within(
        uri,
        () -> {
          Fetched answer = wire.send(new Wire.Outgoing("POST", uri, headers, body));
          if (Redirects.isRedirect(answer.status())) {
            throw new FetchException(
                Reason.REDIRECT,
                Guard.authority(uri),
                "answered a POST with a redirect; what is sent there goes nowhere else. Use the URL"
                    + " it has now.");
          }
          return answer;
        });
  }

  /**
   * Looks a URL's host up and refuses it as {@link #get} would, for callers that connect in their
   * own way. What they connect to is looked up again: only https, where a certificate must name the
   * host, keeps a name from pointing elsewhere by then.
   *
   * @throws FetchException when this host must not be reached, or there is none
   */
  public void check(URI uri) {
    var unused =
        within(
            uri,
            () -> {
              var allowed = guard.addresses(uri);
              return new Fetched(uri, allowed.size(), Map.of(), new byte[0]);
            });
  }

  /**
   * The limit holds for everything together, a slow trickle of bytes included. Interrupting a
   * virtual thread closes the socket it waits on, so nothing is left behind.
   */
  private Fetched within(URI uri, Failure.Step step) {
    String host = Guard.authority(uri);
    FutureTask<Fetched> task = new FutureTask<>(() -> Failure.told(host, step));
    var unused = Thread.ofVirtual().name("waybill-fetch").start(task);
    try {
      return task.get(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw Failure.unwrapped(e);
    } catch (TimeoutException e) {
      throw new FetchException(
          Reason.TIMED_OUT,
          host,
          "no complete answer within " + timeLimit.toMillis() + " ms; try again later.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException(Reason.INTERRUPTED, host, "the fetch was interrupted.");
    } finally {
      task.cancel(true);
    }
  }

  /** What is fetched from where. */
  public static final class Builder {
    private boolean loopback;
    private boolean privateAddresses;
    private int maxBytes = 1 << 20;
    private Duration timeLimit = Duration.ofSeconds(10);
    private int maxRedirects = 3;
    private @Nullable SSLContext tls;
    private Guard.Resolver resolver = InetAddress::getAllByName;

    private Builder() {}

    /** Allows hosts on this machine, over plain HTTP too. Default: refused. */
    public Builder allowLoopback(boolean allowed) {
      this.loopback = allowed;
      return this;
    }

    /**
     * Allows hosts of private networks (RFC 1918, RFC 6598, RFC 4193) and on this machine. Default:
     * refused. Link-local addresses, where clouds keep their credentials, stay refused.
     */
    public Builder allowPrivateAddresses(boolean allowed) {
      this.privateAddresses = allowed;
      return this;
    }

    /** The longest body taken, compressed or not. Default: 1 MiB. */
    public Builder maxBytes(int maxBytes) {
      if (maxBytes < 1 || maxBytes == Integer.MAX_VALUE) {
        throw new IllegalArgumentException("maxBytes must be positive and below 2^31 - 1");
      }
      this.maxBytes = maxBytes;
      return this;
    }

    /** How long a fetch may take, redirects included. Default: 10 seconds. */
    public Builder timeLimit(Duration limit) {
      if (!limit.isPositive()) {
        throw new IllegalArgumentException("timeLimit must be positive");
      }
      this.timeLimit = limit;
      return this;
    }

    /** How many redirects of a GET are followed. Default: 3. */
    public Builder maxRedirects(int maxRedirects) {
      if (maxRedirects < 0) {
        throw new IllegalArgumentException("maxRedirects must not be negative");
      }
      this.maxRedirects = maxRedirects;
      return this;
    }

    /** Whose certificates are trusted. Default: the JVM's. */
    public Builder tls(SSLContext tls) {
      this.tls = tls;
      return this;
    }

    Builder resolver(Guard.Resolver resolver) {
      this.resolver = resolver;
      return this;
    }

    public Fetcher build() {
      try {
        return new Fetcher(this, tls == null ? SSLContext.getDefault() : tls);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("This JVM has no TLS", e);
      }
    }
  }
}
