package dev.waybill.client;

import dev.waybill.protocol.HeaderCodec;
import dev.waybill.protocol.Headers;
import dev.waybill.protocol.JsonRpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Streamable HTTP of 2026-07-28: each request is a POST of its own, answered with one JSON object
 * or a stream of events that ends with the response. Closing the stream cancels the request.
 */
final class HttpWire implements Wire {
  private final URI uri;
  private final HttpSender sender;
  private final String version;

  HttpWire(URI uri, HttpSender sender, String version) {
    this.uri = uri;
    this.sender = sender;
    this.version = version;
  }

  @Override
  public ObjectNode exchange(Envelope request, Listener listener, Patience patience, Where where) {
    HttpResponse<Body> answer = post(request, patience, where);
    return switch (answer.body()) {
      case Body.Whole(byte[] bytes) -> whole(answer, bytes, request, where);
      case Body.Stream(EventStream events) -> read(events, request, listener, patience, where);
    };
  }

  private static ObjectNode whole(
      HttpResponse<Body> answer, byte[] bytes, Envelope request, Where where) {
    if (!EraVerdict.isDoubtful(answer.statusCode(), bytes)) {
      return Answers.whole(answer, bytes, request.id(), where);
    }
    ObjectNode refusal;
    try {
      refusal = Answers.whole(answer, bytes, request.id(), where);
    } catch (McpClientException e) {
      throw new EraDoubt(e);
    }
    throw new EraDoubt(where.refused(refusal.path("error")));
  }

  /** Sends a request and gives its answer as it comes, for those who judge it themselves. */
  HttpResponse<Body> post(Envelope request, Patience patience, Where where) {
    Map<String, String> headers = new HashMap<>(request.headers());
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json, text/event-stream");
    headers.put(Headers.PROTOCOL_VERSION, version);
    headers.put(Headers.METHOD, request.method());
    if (request.target() != null) {
      headers.put(Headers.NAME, HeaderCodec.encode(request.target()));
    }
    byte[] body = JsonRpc.request(request.id(), request.method(), request.params());
    return sender.send(new HttpSender.Post("POST", uri, headers, body), patience, where);
  }

  /** Reads a stream up to its response; what follows the response is not read. */
  private ObjectNode read(
      EventStream stream, Envelope request, Listener listener, Patience patience, Where where) {
    try (EventStream events = stream) {
      while (true) {
        Event event =
            events
                .next(patience, where)
                .orElseThrow(() ->
                    sender.isClosed()
                        ? where.cancelled("the client was closed", null)
                        : where.unreachable("the stream ended before the answer", null));
        if (event.data().length == 0) {
          continue;
        }
        ObjectNode message = Answers.message(event.data(), where);
        if (!message.has("method")) {
          return Answers.checked(message, request.id(), where);
        }
        if (message.has("id")) {
          throw where.violation(
              "it sends a request of its own, \""
                  + Where.tidy(message.path("method").asString(""))
                  + "\": revision "
                  + version
                  + " asks through input_required results");
        }
        patience.heard();
        listener.hear(message);
      }
    } catch (IOException e) {
      if (sender.isClosed()) {
        throw where.cancelled("the client was closed", e);
      }
      throw where.unreachable("the connection broke before the answer", e);
    }
  }

  @Override
  public boolean isOpen() {
    return true; // each request finds its own connection
  }

  @Override
  public void close() {
    sender.close();
  }
}
