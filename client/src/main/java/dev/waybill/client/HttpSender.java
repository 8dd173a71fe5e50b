package dev.waybill.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Sends HTTP requests to one server: with its authorization, never past a limit, never to another
 * origin, and again where that cannot do harm (not connected, asked to wait).
 */
final class HttpSender implements AutoCloseable {
  private static final int MOST_REDIRECTS = 5;
  private static final int MOST_WAITS = 3;
  private static final int MOST_ATTEMPTS = 8;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final HttpLanes lanes;
  private final Authorizer authorizer;
  private final Map<String, String> headers;
  private final int maxMessage;
  private volatile boolean closed;

  HttpSender(HttpLanes lanes, Authorizer authorizer, Map<String, String> headers, int maxMessage) {
    this.lanes = lanes;
    this.authorizer = authorizer;
    this.headers = Map.copyOf(headers);
    this.maxMessage = maxMessage;
  }

  /** What is sent. */
  record Post(String method, URI uri, Map<String, String> headers, byte[] body) {
    Post at(URI other) {
      return new Post(method, other, headers, body);
    }
  }

  /** Sends until there is an answer that is worth looking at; any status but a redirect. */
  HttpResponse<Body> send(Post given, Patience patience, Where where) {
    Post post = given;
    int redirects = 0;
    int waits = 0;
    for (int attempt = 1; ; attempt++) {
      Authorizer.Outgoing outgoing = new Authorizer.Outgoing(post.method, post.uri);
      Map<String, String> authorization =
          authorized(() -> authorizer.headers(outgoing), patience, where);
      HttpResponse<Body> response =
          connected(
              new HttpCall(post.method, post.uri, post.body, headers, post.headers, authorization),
              patience,
              where);
      int status = response.statusCode();
      Authorizer.Answered answered =
          new Authorizer.Answered(status, response.headers().map(), authorization, attempt);
      boolean again =
          authorized(() -> authorizer.again(outgoing, answered), patience, where)
              && attempt < MOST_ATTEMPTS;
      if (again) {
        discard(response);
        continue;
      }
      if (status / 100 == 3) {
        discard(response);
        post = post.at(Redirects.target(post.uri, response, where));
        if (++redirects > MOST_REDIRECTS) {
          throw where.violation("it redirects in a circle");
        }
        continue;
      }
      if (status == 429 || status == 503) {
        Duration wait = RetryAfter.of(response);
        if (++waits <= MOST_WAITS
            && wait.compareTo(LONGEST_WAIT) <= 0
            && wait.toNanos() < patience.left()) {
          discard(response);
          pause(wait, where);
          continue;
        }
      }
      if (response
          .headers()
          .firstValue("content-encoding")
          .filter(e -> !e.equals("identity"))
          .isPresent()) {
        discard(response);
        throw where.violation(
            "the answer is compressed, which was not asked for; turn that off at the server or"
                + " proxy");
      }
      return response;
    }
  }

  /** A user may take long to log in; that is not the server being silent. */
  private static <T> T authorized(Supplier<T> step, Patience patience, Where where) {
    try {
      T result = step.get();
      patience.heard();
      return result;
    } catch (AuthorizationException e) {
      throw where.unauthorized(String.valueOf(e.getMessage()));
    }
  }

  /** A connection that was refused carried nothing: trying again cannot do anything twice. */
  private HttpResponse<Body> connected(HttpRequest request, Patience patience, Where where) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(request, patience, where);
      } catch (IOException e) {
        if (closed) {
          throw where.cancelled("the client was closed", null);
        }
        if (HttpLanes.isFull(e) && patience.left() > 0) {
          pause(Duration.ofMillis(Math.min(attempt / 4, 50)), where);
          continue;
        }
        if (e instanceof ConnectException && attempt < 3) {
          pause(Duration.ofMillis(50L * attempt * attempt), where);
          continue;
        }
        throw where.unreachable(
            (e instanceof ConnectException ? "nothing answers there" : "the connection broke")
                + " ("
                + reason(e)
                + "). Check the address and that the server runs",
            e);
      }
    }
  }

  private HttpResponse<Body> once(HttpRequest request, Patience patience, Where where)
      throws IOException {
    if (patience.left() <= 0) {
      throw patience.expired(where);
    }
    HttpClient lane = lanes.current();
    Incoming incoming = new Incoming(maxMessage);
    try {
      return Watch.over(patience, () -> lane.send(request, incoming));
    } catch (TimeoutException e) {
      incoming.giveUp();
      throw patience.expired(where);
    } catch (InterruptedException e) {
      incoming.giveUp();
      throw where.interrupted(e);
    } catch (IOException e) {
      if (HttpLanes.isFull(e)) {
        lanes.full(lane);
      }
      throw failed(e, where);
    }
  }

  private static IOException failed(IOException failure, Where where) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof EventParser.TooLarge) {
        throw where.violation("the answer is too large: " + t.getMessage());
      }
    }
    return failure;
  }

  private static void discard(HttpResponse<Body> response) {
    if (response.body() instanceof Body.Stream(EventStream events)) {
      events.close();
    }
  }

  private static void pause(Duration time, Where where) {
    try {
      long millis = time.toMillis();
      Thread.sleep(millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1));
    } catch (InterruptedException e) {
      throw where.interrupted(e);
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : Where.tidy(message);
  }

  /** Whether the client was closed, which breaks every connection. */
  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    lanes.close();
  }
}
