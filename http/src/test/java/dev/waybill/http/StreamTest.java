package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest extends EndpointTest {

  @Override
  HttpEndpointBuilder configured(HttpEndpointBuilder builder) {
    return builder.keepAlive(Duration.ofMillis(100));
  }

  @Test
  void a_silent_call_becomes_a_stream_of_comments() throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("{}"));
      Engines.Held call = engine.next();
      assertThat(client.head().header("content-type")).isEqualTo("text/event-stream");
      assertThat(client.chunk()).isEqualTo(":\r\n\r\n");
      assertThat(client.chunk()).isEqualTo(":\r\n\r\n");
      call.end("{\"late\":1}");
      String chunk = client.chunk();
      while (chunk.startsWith(":")) {
        chunk = client.chunk();
      }
      assertThat(chunk).isEqualTo("data: {\"late\":1}\n\n");
      assertThat(client.chunk()).isEmpty();
    }
  }

  @Test
  void a_quiet_stream_is_kept_alive_and_a_busy_one_is_left_alone() throws Exception {
    reopen(builder -> builder.keepAlive(Duration.ofMillis(400)));
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("{}"));
      Engines.Held call = engine.next();
      call.send("1");
      client.head();
      assertThat(client.chunk()).isEqualTo("data: 1\n\n");
      long quietSince = System.nanoTime();
      assertThat(client.chunk()).isEqualTo(":\r\n\r\n");
      assertThat(Duration.ofNanos(System.nanoTime() - quietSince))
          .isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
      call.end("{}");
    }
  }

  @Test
  void messages_of_one_thread_keep_their_order_whatever_their_size() throws Exception {
    reopen(builder -> builder);
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("{}"));
      Engines.Held call = engine.next();
      Thread sender =
          Thread.startVirtualThread(() -> {
            for (int i = 0; i < 500; i++) {
              call.send(i + "x".repeat(i % 50 == 0 ? 40_000 : 10));
            }
            call.end("end");
          });
      client.head();
      for (int i = 0; i < 500; i++) {
        assertThat(client.chunk()).startsWith("data: " + i + "x").endsWith("x\n\n");
      }
      assertThat(client.chunk()).isEqualTo("data: end\n\n");
      sender.join();
    }
  }

  @Test
  void a_reply_says_when_its_peer_does_not_keep_up_and_when_it_does_again() throws Exception {
    reopen(builder -> builder.limits(Limits.DEFAULTS.withWriteBufferBytes(64 << 10)));
    try (Wired client = Wired.narrow(endpoint)) {
      client.write(Wired.post("{}"));
      Engines.Held call = engine.next();
      fill(call);
      int drained = call.drained.get();
      client.head();
      CountDownLatch writableAgain = new CountDownLatch(1);
      Thread reader =
          Thread.startVirtualThread(() -> {
            try {
              while (writableAgain.getCount() > 0) {
                client.chunk();
              }
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      await().until(() -> call.reply.writable() && call.drained.get() > drained);
      writableAgain.countDown();
      call.end("{}");
      reader.join();
    }
  }

  /** Sends until the kernels' buffers and the server's are full. */
  private static void fill(Engines.Held call) {
    String message = "\"" + "m".repeat(10_000) + "\"";
    long stuckSince = System.nanoTime();
    while (System.nanoTime() - stuckSince < TimeUnit.MILLISECONDS.toNanos(300)) {
      if (call.reply.writable()) {
        call.send(message);
        stuckSince = System.nanoTime();
      }
    }
  }

  @Test
  void a_client_that_stops_reading_is_cut_off_and_others_do_not_notice() throws Exception {
    reopen(builder ->
        builder
            .threads(1)
            .limits(
                Limits.DEFAULTS
                    .withStallTime(Duration.ofMillis(500))
                    .withWriteBufferBytes(64 << 10)));
    try (Wired slow = Wired.narrow(endpoint);
        Wired fast = new Wired(endpoint)) {
      slow.write(Wired.post("\"slow\""));
      Engines.Held stuck = engine.next();
      String message = "\"" + "m".repeat(10_000) + "\"";
      while (stuck.cancelled.getCount() > 0) {
        if (stuck.reply.writable()) {
          stuck.send(message);
        }
        long begun = System.nanoTime();
        fast.write(Wired.post("\"fast\""));
        Engines.Held call = engine.next();
        call.end("{}");
        assertThat(fast.response().status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
      }
      assertThat(stuck.cancelled.await(1, TimeUnit.SECONDS)).isTrue();
      fast.write(Wired.post("{}"));
      engine.next().end("{}");
      assertThat(fast.response().status()).isEqualTo(200);
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"keep-alive", "close"})
  void a_reader_that_is_slow_but_reads_gets_a_long_answer_whole(String connection)
      throws Exception {
    reopen(builder ->
        builder.limits(
            Limits.DEFAULTS
                .withStallTime(Duration.ofSeconds(1))
                .withIdleTime(Duration.ofSeconds(1))));
    try (Wired client = Wired.narrow(endpoint)) {
      client.write(Wired.post("{}", "Connection: " + connection + "\r\n"));
      Engines.Held call = engine.next();
      int length = 24 << 20;
      call.reply.end(new byte[length], 200);
      client.head();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
      int read = 0;
      // Some of it slowly, over several times the stall time, then the rest.
      while (System.nanoTime() < deadline) {
        read += client.in.readNBytes(160 << 10).length;
        java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
      assertThat(client.in.readNBytes(length - read).length + read).isEqualTo(length);
    }
  }

  @Test
  void an_engine_that_never_stops_sending_to_a_slow_reader_loses_the_stream() throws Exception {
    reopen(builder -> builder.limits(Limits.DEFAULTS.withStreamBacklogBytes(1 << 20)));
    try (Wired client = new Wired(endpoint)) {
      client.write(Wired.post("{}"));
      Engines.Held call = engine.next();
      byte[] message = new byte[100_000];
      for (int i = 0; i < 2_000 && call.cancelled.getCount() > 0; i++) {
        call.reply.send(message);
      }
      assertThat(call.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }
}
