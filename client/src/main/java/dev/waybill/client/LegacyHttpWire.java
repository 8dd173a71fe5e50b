package dev.waybill.client;

import dev.waybill.protocol.DiscoverResult;
import dev.waybill.protocol.Headers;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.JsonRpc;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.Methods;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Streamable HTTP of 2025-03-26 to 2025-11-25: sessions, streams that are taken up again, and
 * requests of the server on any stream.
 */
final class LegacyHttpWire implements LegacyWire {
  private static final String SESSION = "Mcp-Session-Id";
  private static final byte[] NOTHING = new byte[0];
  private static final long RETRY = 1000;
  private static final int MOST_RESUMPTIONS = 1000;
  private static final CallOptions BRIEF =
      CallOptions.DEFAULTS.timeout(Duration.ofSeconds(3)).idleTimeout(Duration.ofSeconds(3));

  private final String server;
  private final URI uri;
  private final HttpSender sender;
  private volatile Consumer<ObjectNode> inbound = message -> {};
  private volatile @Nullable String session;
  private volatile @Nullable String version;

  LegacyHttpWire(String server, URI uri, HttpSender sender) {
    this.server = server;
    this.uri = uri;
    this.sender = sender;
  }

  @Override
  public void onMessage(Consumer<ObjectNode> listener) {
    this.inbound = listener;
  }

  @Override
  public void agreed(String agreed, DiscoverResult greeting) {
    version = agreed;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public ObjectNode exchange(Envelope request, Listener listener, Patience patience, Where where) {
    boolean opening = request.method().equals("initialize");
    if (opening) {
      session = null;
      version = null;
    }
    byte[] body = JsonRpc.request(request.id(), request.method(), request.params());
    boolean answered = false;
    try {
      HttpResponse<Body> answer = send("POST", body, request.headers(), patience, where);
      if (opening) {
        session = answer.headers().firstValue(SESSION).orElse(null);
      }
      ObjectNode response =
          switch (answer.body()) {
            case Body.Whole(byte[] bytes) -> Answers.whole(answer, bytes, request.id(), where);
            case Body.Stream(EventStream events) ->
                read(events, request, listener, patience, where);
          };
      answered = true;
      return response;
    } catch (McpClientException.TimedOut | McpClientException.Cancelled e) {
      if (!answered && !opening && !sender.isClosed()) {
        Thread.ofVirtual().start(() -> cancel(request));
      }
      throw e;
    }
  }

  private void cancel(Envelope request) {
    ObjectNode message = LegacySession.notification(Methods.CANCELLED);
    message
        .putObject("params")
        .put("requestId", request.id().value())
        .put("reason", "the caller gave up");
    try {
      send(message, BRIEF.patience(), new Where(server, Methods.CANCELLED, null));
    } catch (McpClientException | SessionLost e) {
      // The server will notice that nobody reads its answer.
    }
  }

  private HttpResponse<Body> send(
      String method, byte[] body, Map<String, String> more, Patience patience, Where where) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put(
        "Accept",
        method.equals("GET") ? "text/event-stream" : "application/json, text/event-stream");
    if (body.length > 0) {
      headers.put("Content-Type", "application/json");
    }
    String named = version;
    if (named != null && LegacyVersion.namedInHeader(named)) {
      headers.put(Headers.PROTOCOL_VERSION, named);
    }
    String in = session;
    if (in != null) {
      headers.put(SESSION, in);
    }
    HttpResponse<Body> answer =
        sender.send(new HttpSender.Post(method, uri, headers, body), patience, where);
    if (in != null && answer.statusCode() == 404) {
      close(answer);
      throw new SessionLost();
    }
    return answer;
  }

  private static void close(HttpResponse<Body> answer) {
    if (answer.body() instanceof Body.Stream(EventStream events)) {
      events.close();
    }
  }

  /** What a stream was when it broke: from where to take it up, and when. */
  private static final class Place {
    private @Nullable String lastId;
    private long retry = RETRY;

    void seen(Event event) {
      if (event.id() != null && !event.id().isEmpty()) {
        lastId = event.id();
      }
      if (event.retry() != null) {
        retry = event.retry();
      }
    }
  }

  /** Reads until the response, taking the stream up again where the server lets it break. */
  private ObjectNode read(
      EventStream first, Envelope request, Listener listener, Patience patience, Where where) {
    Place place = new Place();
    EventStream stream = first;
    for (int times = 0; times <= MOST_RESUMPTIONS; times++) {
      ObjectNode response = readOne(stream, place, request, listener, patience, where);
      if (response != null) {
        return response;
      }
      if (sender.isClosed()) {
        throw where.cancelled("the client was closed", null);
      }
      if (place.lastId == null) {
        throw where.unreachable("the stream ended before the answer", null);
      }
      pause(place.retry, patience, where);
      HttpResponse<Body> again =
          send("GET", NOTHING, Map.of("Last-Event-ID", place.lastId), patience, where);
      if (!(again.body() instanceof Body.Stream(EventStream events)) || again.statusCode() != 200) {
        close(again);
        throw where.unreachable(
            "the stream broke and cannot be taken up again (HTTP status "
                + again.statusCode()
                + ")",
            null);
      }
      stream = events;
    }
    throw where.violation("its stream breaks again and again");
  }

  private @Nullable ObjectNode readOne(
      EventStream stream,
      Place place,
      Envelope request,
      Listener listener,
      Patience patience,
      Where where) {
    try (EventStream events = stream) {
      while (true) {
        Event event = events.next(patience, where).orElse(null);
        if (event == null) {
          return null;
        }
        place.seen(event);
        if (event.data().length == 0) {
          continue;
        }
        ObjectNode message = Answers.message(event.data(), where);
        if (!message.has("method")) {
          return Answers.checked(message, request.id(), where);
        }
        patience.heard();
        if (message.has("id") || !concerns(message, request)) {
          inbound.accept(message);
        } else {
          listener.hear(message);
        }
      }
    } catch (IOException e) {
      return null;
    }
  }

  private static boolean concerns(ObjectNode message, Envelope request) {
    JsonNode token = message.path("params").path(MetaKeys.PROGRESS_TOKEN);
    String method = message.path("method").asString("");
    return method.equals(Methods.MESSAGE)
        || (method.equals(Methods.PROGRESS) && token.asLong(-1) == request.id().value());
  }

  private static void pause(long millis, Patience patience, Where where) {
    if (millis * 1_000_000 > patience.left()) {
      throw patience.expired(where);
    }
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw where.interrupted(e);
    }
  }

  @Override
  public void send(ObjectNode message, Patience patience, Where where) {
    HttpResponse<Body> answer = send("POST", Json.bytes(message), Map.of(), patience, where);
    close(answer);
    if (answer.statusCode() / 100 != 2) {
      throw where.unreachable("the server answers with HTTP status " + answer.statusCode(), null);
    }
  }

  @Override
  public boolean listen(Patience patience, Where where) {
    HttpResponse<Body> answer = send("GET", NOTHING, Map.of(), patience, where);
    if (answer.statusCode() != 200 || !(answer.body() instanceof Body.Stream(EventStream stream))) {
      close(answer);
      return false;
    }
    try (EventStream events = stream) {
      while (true) {
        Event event = events.next(patience, where).orElse(null);
        if (event == null) {
          return true;
        }
        if (event.data().length > 0) {
          inbound.accept(Answers.message(event.data(), where));
        }
      }
    } catch (IOException e) {
      return true;
    }
  }

  /** Ends the session at the server too, which need not allow it. */
  @Override
  public void close() {
    if (session != null && !sender.isClosed()) {
      try {
        close(
            send("DELETE", NOTHING, Map.of(), BRIEF.patience(), new Where(server, "DELETE", null)));
      } catch (McpClientException | SessionLost e) {
        // It is over either way.
      }
    }
    sender.close();
  }
}
