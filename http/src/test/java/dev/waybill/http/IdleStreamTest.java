package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.Exchange;
import dev.waybill.server.Reply;
import io.netty.util.ResourceLeakDetector;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a stream costs that only waits, as those of subscriptions do nearly always. */
@Tag("slow")
class IdleStreamTest {
  private static final int STREAMS = 2_000;
  private static final double KIB_A_STREAM = 4;

  @Test
  void an_idle_stream_costs_few_kib_of_heap() throws Exception {
    ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    ConcurrentLinkedQueue<Reply> replies = new ConcurrentLinkedQueue<>();
    try (HttpEndpoint endpoint =
        HttpEndpoint.builder(
                Engines.of((message, reply) -> {
                  reply.send(Engines.bytes("{}"));
                  replies.add(reply);
                  return Exchange.DONE;
                }))
            .limits(Limits.DEFAULTS.withConnectionBurst(10 * STREAMS))
            .start()) {
      long few = heapWith(endpoint, 100);
      replies.clear();
      long many = heapWith(endpoint, 100 + STREAMS);
      assertThat(replies).hasSize(100 + STREAMS);
      double kib = (many - few) / 1024.0 / STREAMS;
      assertThat(kib).isBetween(0.5, KIB_A_STREAM);
    } finally {
      ResourceLeakDetector.setLevel(level);
    }
  }

  /** The bytes in use while a client holds streams open. */
  private static long heapWith(HttpEndpoint endpoint, int streams) throws Exception {
    Process client =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-cp",
                    Path.of(
                            IdleClient.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString(),
                    IdleClient.class.getName(),
                    String.valueOf(endpoint.port()),
                    String.valueOf(streams),
                    Wired.post("{}", "X-Header: one of those that clients send\r\n")))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var output = client.inputReader()) {
      assertThat(output.readLine()).isEqualTo(streams + " open");
      Runtime runtime = Runtime.getRuntime();
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        System.gc();
        least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
      }
      return least;
    } finally {
      client.destroy();
      client.waitFor();
    }
  }
}
