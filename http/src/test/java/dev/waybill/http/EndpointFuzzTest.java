package dev.waybill.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.waybill.server.McpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More than 100,000 mutated requests to the real engine behind the real endpoint, over several
 * keep-alive connections at once: each is answered, or its connection closed, in time; nothing is
 * the server's fault; nothing stays behind. {@code -Dwaybill.fuzz.seed=N} tries other ones, {@code
 * -Dwaybill.fuzz.requests=N} more.
 */
@Tag("slow")
class EndpointFuzzTest extends EndpointProof {
  private static final long SEED = Long.getLong("waybill.fuzz.seed", 20260728L);
  private static final int CLIENTS = 16;
  private static final int EACH = Integer.getInteger("waybill.fuzz.requests", 102_400) / CLIENTS;

  @TempDir Path folder;

  @Override
  McpServer.Builder engine(McpServer.Builder server) {
    return features.addTo(server).pageSize(3);
  }

  @Override
  HttpEndpointBuilder settings(HttpEndpointBuilder builder) {
    return builder.limits(
        Limits.DEFAULTS
            .withHeaderTime(EndpointFuzzer.PATIENCE)
            .withBodyTime(EndpointFuzzer.PATIENCE.dividedBy(2))
            .withConnectionsPerSecond(1_000_000)
            .withConnectionBurst(1_000_000));
  }

  @Test
  void no_request_however_odd_harms_the_server() throws Exception {
    System.out.println("fuzz: seed " + SEED + ", " + CLIENTS * EACH + " requests");
    long began = System.nanoTime();
    PrintStream usual = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, UTF_8));
    Map<Integer, Integer> statuses = new TreeMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String state =
          result(http1(EndpointMessage.call("deploy", "{\"env\":\"prod\"}")))
              .path("requestState")
              .stringValue();
      List<EndpointMessage> corpus = EndpointMutator.corpus(state);
      List<Callable<EndpointFuzzer>> clients =
          java.util.stream.IntStream.range(0, CLIENTS)
              .mapToObj(i -> new EndpointFuzzer(endpoint, corpus, SEED + i))
              .map(client -> (Callable<EndpointFuzzer>) () -> client.run(EACH))
              .toList();
      for (Future<EndpointFuzzer> done : threads.invokeAll(clients)) {
        done.get()
            .statuses()
            .forEach((status, count) -> statuses.merge(status, count, Integer::sum));
      }
    } finally {
      System.setErr(usual);
    }
    System.out.printf(
        "fuzz: %d requests in %.1f s, statuses %s%n",
        CLIENTS * EACH, (System.nanoTime() - began) / 1e9, statuses);
    assertThat(log.toString(UTF_8)).doesNotContainPattern("\\b(WARN|ERROR)\\b");
    nothingStays();
    assertThat(result(http1(EndpointFuzzer.GOOD)).at("/content/0/text").stringValue())
        .isEqualTo("still there");
  }

  private void nothingStays() {
    await().untilAsserted(() -> assertThat(endpoint.connections()).as("connections").isZero());
    await().untilAsserted(() -> assertThat(features.running).as("handlers").hasValue(0));
    await().untilAsserted(() -> assertThat(virtualThreads()).as("virtual threads").isEmpty());
  }

  private List<String> virtualThreads() throws IOException {
    Path dump = folder.resolve("threads-" + System.nanoTime());
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
    try {
      return Files.readAllLines(dump).stream()
          .filter(line -> line.matches("#.* virtual.*") && !line.contains("Poller"))
          .toList();
    } finally {
      Files.delete(dump);
    }
  }
}
