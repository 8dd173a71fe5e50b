package dev.waybill.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * HTTP+SSE of 2024-11-05: one stream brings everything, and what is sent goes to the address that
 * the stream names first.
 */
final class SseWire extends MultiplexWire {
  private static final Duration SENDING = Duration.ofSeconds(30);

  private final HttpSender sender;
  private final EventStream events;
  private final URI endpoint;
  private final Where where;

  private SseWire(HttpSender sender, EventStream events, URI endpoint, Where where) {
    super(where.server());
    this.sender = sender;
    this.events = events;
    this.endpoint = endpoint;
    this.where = where;
  }

  static SseWire open(String server, URI uri, HttpSender sender, Patience patience) {
    Where where = new Where(server, "GET", null);
    HttpResponse<Body> answer =
        sender.send(
            new HttpSender.Post("GET", uri, Map.of("Accept", "text/event-stream"), new byte[0]),
            patience,
            where);
    if (answer.statusCode() != 200 || !(answer.body() instanceof Body.Stream(EventStream events))) {
      throw where.unreachable(
          "it speaks no revision of MCP that this client knows: neither POST nor GET (HTTP status "
              + answer.statusCode()
              + ") is answered as one. Is this the address of an MCP endpoint?",
          null);
    }
    try {
      Event first =
          events
              .next(patience, where)
              .orElseThrow(() -> where.violation("its stream ends before it begins"));
      URI endpoint = uri.resolve(Answers.text(first.data()).strip());
      if (!first.name().equals("endpoint")
          || !Redirects.origin(endpoint).equals(Redirects.origin(uri))) {
        throw where.violation("its stream does not begin with an address on the same origin");
      }
      SseWire wire = new SseWire(sender, events, endpoint, where);
      Thread.ofVirtual().name("waybill-sse").start(wire::read);
      return wire;
    } catch (RuntimeException e) {
      events.close();
      if (e instanceof IllegalArgumentException) {
        throw where.violation("its stream does not begin with an address", e);
      }
      throw e;
    } catch (IOException e) {
      events.close();
      throw where.unreachable("its stream broke at once", e);
    }
  }

  private void read() {
    String why = "the stream ended";
    try (EventStream stream = events) {
      while (true) {
        Event event = stream.next(Long.MAX_VALUE / 4).orElse(null);
        if (event == null) {
          break;
        }
        if (event.name().equals("message") && event.data().length > 0) {
          received(Answers.message(event.data(), where));
        }
      }
    } catch (McpClientException | EventParser.TooLarge e) {
      why = "its stream is broken";
    } catch (IOException | TimeoutException e) {
      why = "the stream broke";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String reason = why;
    broke(at ->
        sender.isClosed()
            ? at.cancelled("the client was closed", null)
            : at.unreachable(reason + " before the answer", null));
  }

  @Override
  void write(byte[] message) throws IOException {
    HttpResponse<Body> answer =
        sender.send(
            new HttpSender.Post(
                "POST", endpoint, Map.of("Content-Type", "application/json"), message),
            new Patience(SENDING, SENDING),
            where);
    if (answer.body() instanceof Body.Stream(EventStream stream)) {
      stream.close();
    }
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("HTTP status " + answer.statusCode());
    }
  }

  @Override
  public void close() {
    events.close();
    broke(at -> at.cancelled("the client was closed", null));
    sender.close();
  }
}
