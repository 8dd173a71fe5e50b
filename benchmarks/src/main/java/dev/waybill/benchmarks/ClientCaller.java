package dev.waybill.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.waybill.client.McpClient;
import dev.waybill.protocol.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls a tool over and over: through {@code McpClient}, or with the JDK's client alone, both over
 * the same version of HTTP.
 */
public final class ClientCaller {
  private static final int MOST_CALLS = 2_000_000;

  private final McpClient client;
  private final HttpClient bare;
  private final HttpRequest request;
  private final ObjectNode arguments =
      (ObjectNode) Json.mapper().readTree(Scenario.TOOLS_CALL.params()).get("arguments");

  private ClientCaller(URI server, HttpClient.Version version) {
    this.client = McpClient.builder(server).http(http -> http.version(version)).build();
    this.bare = HttpClient.newBuilder().version(version).build();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(server)
            .POST(HttpRequest.BodyPublishers.ofString(Scenario.TOOLS_CALL.body()));
    Scenario.TOOLS_CALL.headers().forEach(builder::header);
    this.request = builder.build();
  }

  /** One call. */
  private interface Calling {
    void call() throws IOException, InterruptedException;
  }

  /**
   * @param args the server's port
   */
  public static void main(String[] args) throws Exception {
    URI server = URI.create("http://127.0.0.1:" + args[0] + "/mcp");
    ClientCaller http1 = new ClientCaller(server, HttpClient.Version.HTTP_1_1);
    ClientCaller http2 = new ClientCaller(server, HttpClient.Version.HTTP_2);
    Map<String, Calling> kinds =
        Map.of(
            "bare-http1", http1::askBare,
            "client-http1", http1::call,
            "bare-http2", http2::askBare,
            "client-http2", http2::call,
            "cached", http1::list);
    Commands.serve(
        "ready",
        command -> {
          String[] words = command.split(" ", -1);
          return measure(
              Integer.parseInt(words[1]),
              Integer.parseInt(words[2]),
              Objects.requireNonNull(kinds.get(words[0])));
        });
  }

  private void askBare() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = bare.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("The server answered " + answer.statusCode());
    }
  }

  private void call() {
    if (client.call(WaybillServer.TOOL, arguments).isError()) {
      throw new IllegalStateException("The tool failed");
    }
  }

  private void list() {
    if (client.tools().findFirst().isEmpty()) {
      throw new IllegalStateException("No tools");
    }
  }

  /**
   * Calls a second; the median of how long one takes, and what it takes of this process's core, in
   * microseconds.
   */
  private static String measure(int callers, int seconds, Calling calling)
      throws InterruptedException {
    long[] nanos = new long[MOST_CALLS];
    long cpu = cpuNanos();
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(callers);
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(seconds);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        threads.execute(() -> {
          try {
            for (long from = System.nanoTime(); from - end < 0; ) {
              calling.call();
              long to = System.nanoTime();
              nanos[Math.min(calls.getAndIncrement(), MOST_CALLS - 1)] = to - from;
              from = to;
            }
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          } finally {
            done.countDown();
          }
        });
      }
      done.await();
    }
    int made = Math.min(calls.get(), MOST_CALLS);
    double elapsed = (System.nanoTime() - start) / 1e9;
    long[] sorted = Arrays.copyOf(nanos, made);
    Arrays.sort(sorted);
    double cpuMicros = (cpuNanos() - cpu) / 1e3 / Math.max(1, calls.get());
    return calls.get() / elapsed + " " + sorted[made / 2] / 1e3 + " " + cpuMicros;
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
