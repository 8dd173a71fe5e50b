package dev.waybill.legacy;

import dev.waybill.protocol.Json;
import dev.waybill.server.EarlierEra;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Finds out whether there is still somebody behind a stream for news (2025-11-25,
 * basic/utilities/ping): one ping at a time, and the stream ends when none is answered before the
 * next is due.
 */
final class Pings {
  private static final Logger LOG = LoggerFactory.getLogger(Pings.class);

  private final Duration interval;
  private final EarlierEra.Inside server;
  private final Questions questions;

  Pings(EarlierEra.Inside server, Questions questions) {
    this.interval = server.sessionLimits().ping();
    this.server = server;
    this.questions = questions;
  }

  /** Begins to ping, where that is asked for. */
  void begin(Client client, NewsStream stream) {
    if (interval.isPositive()) {
      server.after(interval, () -> ping(client, stream));
    }
  }

  private void ping(Client client, NewsStream stream) {
    if (!stream.isOpen()) {
      return;
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    String id = questions.ask(client.session(), answer);
    stream.put(
        "ping",
        Json.bytes(
            Json.mapper()
                .createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("method", "ping")));
    server.after(
        interval,
        () -> {
          // An error is a sign of life as well.
          if (answer.isDone()) {
            ping(client, stream);
          } else {
            answer.cancel(false);
            LOG.debug("A stream is ended whose client does not answer a ping");
            stream.finish();
          }
        });
  }
}
