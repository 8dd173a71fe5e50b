package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Json;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.RequestId;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One client that sends odd requests and judges the answers. */
final class EndpointFuzzer {
  static final EndpointMessage GOOD = EndpointMessage.call("echo", "{\"text\":\"still there\"}");
  private static final int GOOD_EVERY = 100;

  /** How long a new connection may be silent; short, as some requests are never complete. */
  static final Duration PATIENCE = Duration.ofMillis(400);

  private final HttpEndpoint endpoint;
  private final EndpointMutator mutator;
  private final long seed;
  private final Map<Integer, Integer> statuses = new TreeMap<>();
  private @Nullable Wired connection;
  private long openedAt;
  private boolean fresh;

  EndpointFuzzer(HttpEndpoint endpoint, List<EndpointMessage> corpus, long seed) {
    this.endpoint = endpoint;
    this.mutator = new EndpointMutator(new SplittableRandom(seed), corpus);
    this.seed = seed;
  }

  /** How often each status came; 0 stands for a connection that was closed without one. */
  Map<Integer, Integer> statuses() {
    return statuses;
  }

  EndpointFuzzer run(int requests) throws IOException {
    for (int i = 0; i < requests; i++) {
      EndpointMutator.Mutant mutant = mutator.next();
      try {
        send(mutant);
        if (i % GOOD_EVERY == 0) {
          JsonNode result = EndpointProof.result(open().write(GOOD.bytes()).response());
          assertThat(result.at("/content/0/text").stringValue()).isEqualTo("still there");
        }
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError("Seed " + seed + ", request " + i + ": " + mutant, e);
      }
    }
    close();
    return this;
  }

  private Wired open() throws IOException {
    if (connection == null) {
      openedAt = System.nanoTime();
      fresh = true;
      connection = new Wired(endpoint);
    }
    return connection;
  }

  private void close() throws IOException {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  private void send(EndpointMutator.Mutant mutant) throws IOException {
    Wired client = open();
    Wired.Response head;
    try {
      client.write(mutant.bytes());
      head = client.head();
      while (head.status() == 100) {
        head = client.head();
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("Neither answered nor closed", e);
    } catch (IOException closed) {
      close();
      if (fresh && System.nanoTime() - openedAt > PATIENCE.toNanos() / 2) {
        // This client was too slow, on a machine that has other things to do.
        send(mutant);
        return;
      }
      count(0);
      boolean wellFramed =
          switch (mutant.kind()) {
            case JSON, BODY -> true;
            case HEADER, FRAMING, HEAD -> false;
          };
      assertThat(wellFramed).as("closed without an answer: %s", closed).isFalse();
      return;
    }
    fresh = false;
    count(head.status());
    if (head.status() == 101) {
      close();
      return;
    }
    // The one 5xx that is the client's fault: a version of HTTP that does not exist.
    boolean version = head.status() == 505 && mutant.kind() == EndpointMutator.Kind.HEAD;
    assertThat(head.status()).isBetween(200, version ? 505 : 499);
    boolean over = body(client, head, mutant);
    boolean dirty =
        switch (mutant.kind()) {
          case JSON, BODY, HEADER -> false;
          case FRAMING, HEAD -> true;
        };
    if (over || dirty || head.header("connection").equals("close")) {
      close();
    }
  }

  private void count(int status) {
    statuses.merge(status, 1, Integer::sum);
  }

  /** Reads and judges the body; answers whether the connection is of no more use. */
  private static boolean body(Wired client, Wired.Response head, EndpointMutator.Mutant mutant)
      throws IOException {
    if (!head.header("content-type").equals("text/event-stream")) {
      int length = Integer.parseInt("0" + head.header("content-length"));
      boolean isHead =
          new String(mutant.bytes(), 0, 5, StandardCharsets.ISO_8859_1).equals("HEAD ");
      if (length > 0 && !isHead) {
        message(client.in.readNBytes(length), mutant);
      }
      return false;
    }
    for (String event = client.chunk(); !event.isEmpty(); event = client.chunk()) {
      assertThat(event).startsWith("data: ").endsWith("\n\n");
      message(event.substring(6).getBytes(StandardCharsets.ISO_8859_1), mutant);
      if (event.contains("notifications/subscriptions/acknowledged")) {
        return true;
      }
    }
    return false;
  }

  private static void message(byte[] bytes, EndpointMutator.Mutant mutant) {
    JsonNode message = Json.parse(bytes);
    if (message.has("status")) {
      return; // of /healthz
    }
    assertThat(message.path("jsonrpc").stringValue()).isEqualTo("2.0");
    if (message.has("method")) {
      assertThat(message.has("id")).isFalse();
      return;
    }
    assertThat(message.has("result")).isNotEqualTo(message.has("error"));
    assertThat(message.at("/error/code").intValue(0)).isNotEqualTo(-32603);
    if (message.has("result")) {
      assertThat(RequestId.of(message.get("id"))).isEqualTo(id(mutant.body()));
    }
  }

  private static java.util.Optional<RequestId> id(byte[] body) {
    try {
      return RequestId.of(Json.parse(body).get("id"));
    } catch (McpException e) {
      throw new AssertionError("There is a result for what is not JSON", e);
    }
  }
}
