package dev.waybill.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mutated requests by the thousand: whatever comes, no 5xx, no hang, no leak. */
@Tag("slow")
class FuzzTest extends EndpointTest {
  private static final int REQUESTS = 24_000;
  private static final int WORKERS = 4;
  private static final long SEED = 20_260_728L;

  private static final String[] PIECES = {
    "\r\n",
    "\n",
    "\r",
    "\0",
    " ",
    "\t",
    ":",
    "Content-Length: 5\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Host: evil\r\n",
    "HTTP/1.0",
    "HTTP/9.9",
    "GET",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "5\r\nhello\r\n",
    "0\r\n\r\n",
    "Expect: 100-continue\r\n",
    "Upgrade: h2c\r\n",
    "HTTP2-Settings: AAMAAABkAAQAAP__\r\n",
    "Connection: Upgrade, HTTP2-Settings\r\n",
    "Connection: close\r\n",
    "Origin: null\r\n",
    "\u00ff",
    "%00",
    "Accept: */*;q=0\r\n",
    "Content-Type: text/plain\r\n",
    "{\"jsonrpc\":\"2.0\"}",
    "/../",
    "-1",
    "99999999999"
  };
  private static final String[] BASES = {
    Wired.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}"),
    Wired.post(
        "{}", "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: a\r\n"),
    Wired.post("").replace("Content-Length: 0", "Transfer-Encoding: chunked")
        + "2\r\n{}\r\n0\r\n\r\n",
    Wired.post(
        "{}",
        "Connection: Upgrade, HTTP2-Settings\r\n"
            + "Upgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
    "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "OPTIONS /mcp HTTP/1.1\r\n"
        + "Host: localhost\r\n"
        + "Origin: http://localhost\r\n"
        + "Access-Control-Request-Method: POST\r\n"
        + "Access-Control-Request-Headers: mcp-param-a\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0\0\0\1\1\5\0\0\0\1\u0083\u0086",
  };

  @Override
  HttpEndpointBuilder configured(HttpEndpointBuilder builder) {
    return HttpEndpoint.builder(Engines.echo())
        .keepAlive(Duration.ofSeconds(1))
        .limits(
            Limits.DEFAULTS
                .withHeaderTime(Duration.ofMillis(400))
                .withBodyTime(Duration.ofMillis(400))
                .withIdleTime(Duration.ofMillis(400))
                .withConnectionsPerSecond(1_000_000)
                .withConnectionBurst(1_000_000));
  }

  @Test
  void whatever_comes_is_answered_or_closed() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    List<Future<String>> workers = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int worker = 0; worker < WORKERS; worker++) {
        Random random = new Random(SEED + worker);
        Callable<String> task = () -> run(random, answered);
        workers.add(executor.submit(task));
      }
      for (Future<String> worker : workers) {
        assertThat(worker.get(5, TimeUnit.MINUTES)).isEmpty();
      }
    }
    assertThat(answered.get()).isGreaterThan(REQUESTS / 2);
    try (Wired client = new Wired(endpoint)) {
      assertThat(client.exchange(Wired.post("[1]")).body()).isEqualTo("[1]");
    }
  }

  /** Sends a worker's share; what went wrong, or nothing. */
  private String run(Random random, AtomicInteger answered) throws IOException {
    for (int i = 0; i < REQUESTS / WORKERS; i++) {
      String request = mutate(BASES[random.nextInt(BASES.length)], random);
      try (Wired client = new Wired(endpoint)) {
        client.socket.setSoTimeout(8_000);
        send(client, request, random);
        client.socket.shutdownOutput();
        String answer = new String(client.in.readAllBytes(), ISO_8859_1);
        if (!answer.isEmpty()) {
          answered.incrementAndGet();
        }
        if (answer.startsWith("HTTP/1.1 5") && !answer.startsWith("HTTP/1.1 505")) {
          return "A 5xx for: " + request + " -> " + answer;
        }
      } catch (java.net.SocketTimeoutException e) {
        return "No end for: " + request;
      } catch (IOException e) {
        // Closed with input unread; that is an answer too.
        answered.incrementAndGet();
      }
    }
    return "";
  }

  private static void send(Wired client, String request, Random random) throws IOException {
    if (random.nextInt(4) == 0) {
      int middle = random.nextInt(request.length() + 1);
      client.write(request.substring(0, middle));
      client.write(request.substring(middle));
    } else {
      client.write(request);
    }
  }

  private static String mutate(String base, Random random) {
    StringBuilder text = new StringBuilder(base);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(6)) {
        case 0 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
        case 2 -> text.insert(at, (char) random.nextInt(256));
        case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
        case 4 -> text.setLength(at);
        case 5 -> text.append(BASES[random.nextInt(BASES.length)]);
        default -> throw new AssertionError();
      }
      if (text.isEmpty()) {
        text.append('x');
      }
    }
    return text.toString();
  }
}
