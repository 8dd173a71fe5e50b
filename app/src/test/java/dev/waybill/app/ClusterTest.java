package dev.waybill.app;

import static dev.waybill.app.ClusterClient.agreed;
import static dev.waybill.app.ClusterClient.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.protocol.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Three worker processes behind nginx, which deals requests out one by one. */
@Tag("slow")
class ClusterTest {
  private static final int BIG_MIB = 300;
  private static final int AT_ONCE = 16;

  @TempDir Path folder;
  private final List<ClusterWorker> workers = new ArrayList<>();
  private Path root;
  private ClusterProxy proxy;
  private ClusterClient client;

  @BeforeEach
  void start() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
    byte[] key = new byte[32];
    new Random(7).nextBytes(key);
    String keys = "shared:" + Base64.getEncoder().encodeToString(key);
    for (int i = 0; i < 3; i++) {
      workers.add(new ClusterWorker(folder, "worker-" + i, root, keys));
    }
    workers.forEach(ClusterWorker::ready);
    proxy = new ClusterProxy(folder, workers);
    client = new ClusterClient(proxy.port());
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (client != null) {
      client.close();
    }
    if (proxy != null) {
      proxy.close();
    }
    for (ClusterWorker worker : workers) {
      worker.close();
    }
  }

  @Test
  void the_rounds_of_a_call_may_land_on_different_workers() throws Exception {
    String content = log("app.log", 100);
    ObjectNode rotate = call("rotate_log", "app.log");
    ClusterClient.Answer asked = client.ask("tools/call", rotate);
    assertThat(asked.result().path("resultType").stringValue()).isEqualTo("input_required");
    ClusterClient.Answer done = client.ask("tools/call", agreed(rotate, asked.result()));
    assertThat(done.isError()).as(done.text()).isFalse();
    assertThat(done.worker()).isNotEqualTo(asked.worker());
    assertThat(List.of(asked.worker(), done.worker())).isSubsetOf(addresses());
    assertRotated("app.log", content);
  }

  @Test
  void many_calls_at_once_are_dealt_out_over_all_workers_and_all_complete() throws Exception {
    int calls = 300;
    List<ClusterRotation> rotations = rotations(calls, () -> {});
    inParallel(rotations);
    for (ClusterRotation rotation : rotations) {
      assertThat(rotation.failures()).isEmpty();
      assertRotated(rotation.file(), rotation.content());
    }
    List<String> answered = rotations.stream().flatMap(r -> r.answeredBy().stream()).toList();
    for (String address : addresses()) {
      assertThat(answered.stream().filter(address::equals).count())
          .as("requests of %s", address)
          .isGreaterThan(calls / 3);
    }
    assertThat(
            rotations.stream().filter(r -> r.answeredBy().stream().distinct().count() > 1).count())
        .as("calls whose rounds landed on different workers")
        .isGreaterThan(calls / 3);
  }

  @Test
  void a_worker_that_is_killed_takes_only_the_requests_in_its_hands_with_it() throws Exception {
    ClusterWorker victim = workers.getFirst();
    String content = log("half.log", 100);
    ObjectNode half = call("rotate_log", "half.log");
    JsonNode asked;
    try (ClusterClient direct = new ClusterClient(victim.port())) {
      asked = direct.ask("tools/call", half).result();
    }

    CountDownLatch underWay = new CountDownLatch(60);
    List<ClusterRotation> rotations = rotations(300, underWay::countDown);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> load =
          threads.submit(() -> {
            inParallel(rotations);
            return null;
          });
      assertThat(underWay.await(60, TimeUnit.SECONDS)).isTrue();
      victim.kill();
      load.get(120, TimeUnit.SECONDS);
    }

    List<String> failures = rotations.stream().flatMap(r -> r.failures().stream()).toList();
    System.out.println(
        "cluster: requests lost with the worker that was killed: " + failures.size());
    assertThat(failures).as("who failed").allMatch(worker -> worker.equals(victim.address()));
    assertThat(failures.size()).as("requests in its hands").isLessThanOrEqualTo(AT_ONCE);
    for (ClusterRotation rotation : rotations) {
      assertRotated(rotation.file(), rotation.content());
    }
    ClusterClient.Answer done = client.ask("tools/call", agreed(half, asked));
    assertThat(done.isError()).as(done.text()).isFalse();
    assertThat(done.worker()).isNotEqualTo(victim.address());
    assertRotated("half.log", content);
    for (int i = 0; i < 30; i++) {
      ClusterClient.Answer other = client.ask("tools/list", Json.mapper().createObjectNode());
      assertThat(other.result().path("tools").size()).isEqualTo(4);
      assertThat(other.worker()).isNotEqualTo(victim.address());
    }
  }

  @Test
  void a_worker_that_is_told_to_end_finishes_what_it_has_begun() throws Exception {
    bigLog();
    log("app.log", 1);
    ObjectNode filter = Json.mapper().createObjectNode();
    filter.putObject("notifications").putArray("resourceSubscriptions").add("log:///app.log");
    try (ClusterClient.Events subscription = client.listen("subscriptions/listen", filter)) {
      assertThat(subscription.next().path("method").stringValue())
          .isEqualTo("notifications/subscriptions/acknowledged");
      ClusterWorker worker =
          workers.stream()
              .filter(w -> w.address().equals(subscription.worker()))
              .findFirst()
              .orElseThrow();
      try (ClusterClient direct = new ClusterClient(worker.port());
          Socket probe = new Socket(InetAddress.getLoopbackAddress(), worker.port());
          ClusterClient.Events call = direct.listen("tools/call", slowCall())) {
        assertThat(readiness(probe)).isEqualTo(200);
        assertThat(call.next().path("method").stringValue()).isEqualTo("notifications/progress");
        worker.terminate();
        int status = 200;
        while (status == 200) {
          status = readiness(probe);
        }
        assertThat(status).isEqualTo(503);
        JsonNode end = subscription.next();
        assertThat(end.has("result")).as(end.toString()).isTrue();
        assertThatThrownBy(subscription::next).hasMessageContaining("ended");
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), worker.port()))
            .isInstanceOf(IOException.class);
        for (int i = 0; i < 6; i++) {
          ClusterClient.Answer other = client.ask("tools/list", Json.mapper().createObjectNode());
          assertThat(other.result().path("tools").size()).isEqualTo(4);
          assertThat(other.worker()).isNotEqualTo(worker.address());
        }
        JsonNode message = call.next();
        int afterwards = 0;
        for (; !message.has("result"); message = call.next()) {
          afterwards++;
        }
        assertThat(afterwards).as("progress after the worker was told to end").isPositive();
        assertThat(message.at("/result/structuredContent/bytes").longValue())
            .isEqualTo((long) BIG_MIB << 20);
      }
      assertThat(worker.exitCode()).isEqualTo(128 + 15);
    }
  }

  @Test
  void the_proxy_passes_progress_on_at_once() throws Exception {
    bigLog();
    long began = System.nanoTime();
    try (ClusterClient.Events call = client.listen("tools/call", slowCall())) {
      assertThat(call.next().path("method").stringValue()).isEqualTo("notifications/progress");
      long first = System.nanoTime() - began;
      JsonNode message = call.next();
      while (!message.has("result")) {
        message = call.next();
      }
      long all = System.nanoTime() - began;
      System.out.printf(
          "cluster: first progress after %d ms, result after %d ms%n",
          TimeUnit.NANOSECONDS.toMillis(first), TimeUnit.NANOSECONDS.toMillis(all));
      assertThat(first).as("first progress").isLessThan(all / 2);
    }
  }

  /** Asks a worker whether it is ready, over a connection that stays open. */
  private static int readiness(Socket probe) throws IOException {
    OutputStream out = probe.getOutputStream();
    out.write(
        "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    for (int c = probe.getInputStream().read(); c != '}'; c = probe.getInputStream().read()) {
      if (c < 0) {
        throw new IOException("Closed after '" + answer + "'");
      }
      answer.append((char) c);
    }
    return Integer.parseInt(answer.substring(9, 12));
  }

  private static ObjectNode slowCall() {
    ObjectNode params = call("summarize_log", "big.log");
    params.putObject("_meta").put("progressToken", "big");
    return params;
  }

  private void bigLog() throws IOException {
    byte[] line =
        "2026-07-28T10:00:00Z ERROR Payment 17 of customer 4711 failed\n"
            .repeat(1 << 14)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] mebibyte = java.util.Arrays.copyOf(line, 1 << 20);
    try (OutputStream out = Files.newOutputStream(root.resolve("big.log"))) {
      for (int i = 0; i < BIG_MIB; i++) {
        out.write(mebibyte);
      }
    }
  }

  private List<String> addresses() {
    return workers.stream().map(ClusterWorker::address).toList();
  }

  private String log(String file, int lines) throws IOException {
    String content = ("2026-07-28T10:00:00Z INFO in " + file + "\n").repeat(lines);
    Files.writeString(root.resolve(file), content);
    return content;
  }

  private List<ClusterRotation> rotations(int count, Runnable then) throws IOException {
    List<ClusterRotation> rotations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String file = "app-" + i + ".log";
      rotations.add(new ClusterRotation(client, file, log(file, 20), then));
    }
    return rotations;
  }

  private static void inParallel(List<ClusterRotation> rotations) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<ClusterRotation>> tasks =
          rotations.stream().<Callable<ClusterRotation>>map(r -> r::run).toList();
      for (Future<ClusterRotation> done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  /** The log is empty, and all of it is in an archive beside it. */
  private void assertRotated(String file, String content) throws IOException {
    assertThat(root.resolve(file)).isEmptyFile();
    List<String> archives = new ArrayList<>();
    try (Stream<Path> files = Files.list(root)) {
      for (Path archive :
          files.filter(f -> f.getFileName().toString().matches(file + "\\..*gz")).toList()) {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
          archives.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    assertThat(archives).as("archives of %s", file).isNotEmpty().allMatch(content::equals);
  }
}
