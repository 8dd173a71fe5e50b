package dev.waybill.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waybill.fetch.FetchException.Reason;
import java.io.ByteArrayOutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What a fetch answers, and how it fails, over real sockets. */
class FetcherTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

  private final Fetcher fetcher = Fetcher.builder().allowLoopback(true).build();

  static FetchException failure(Fetcher fetcher, URI uri) {
    return catchThrowableOfType(FetchException.class, () -> fetcher.get(uri));
  }

  @Test
  void a_document_is_read() throws Exception {
    try (var server = RawServer.saying(OK + "X-A: 1\r\nX-A: 2\r\nContent-Length: 2\r\n\r\n{}")) {
      Fetched answer = fetcher.get(server.uri("/a/b?c=d"), Map.of("Accept", "application/json"));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("{}");
      assertThat(answer.header("Content-Type")).contains("application/json");
      assertThat(answer.headers().get("x-a")).containsExactly("1", "2");
      assertThat(answer.uri()).isEqualTo(server.uri("/a/b?c=d"));
      assertThat(server.requests.getFirst())
          .startsWith("GET /a/b?c=d HTTP/1.1\r\n")
          .contains("Host: 127.0.0.1:" + server.port(), "Accept: application/json");
    }
  }

  @Test
  void a_body_is_posted() throws Exception {
    try (var server =
        new RawServer((head, in, out) -> {
          byte[] body = in.readNBytes(3);
          out.write((OK + "Content-Length: 3\r\n\r\n").getBytes(StandardCharsets.UTF_8));
          out.write(body);
        })) {
      Fetched answer =
          fetcher.post(
              server.uri("/token"),
              Map.of("Content-Type", "application/x-www-form-urlencoded"),
              "a=b".getBytes(StandardCharsets.UTF_8));
      assertThat(answer.text()).isEqualTo("a=b");
      assertThat(server.requests.getFirst())
          .startsWith("POST /token")
          .contains("Content-Type: application/x-www-form-urlencoded", "Content-Length: 3");
    }
  }

  @Test
  void errors_of_the_server_are_answers() throws Exception {
    try (var server = RawServer.saying("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(fetcher.get(server.uri("/")).status()).isEqualTo(404);
    }
  }

  @Test
  void a_body_past_the_limit_is_refused() throws Exception {
    Fetcher small = Fetcher.builder().allowLoopback(true).maxBytes(1000).build();
    String head = OK + "Transfer-Encoding: chunked\r\n\r\n";
    try (var server =
        new RawServer((request, in, out) -> {
          out.write(head.getBytes(StandardCharsets.UTF_8));
          while (true) {
            out.write("4\r\nmore\r\n".getBytes(StandardCharsets.UTF_8));
          }
        })) {
      FetchException failure = failure(small, server.uri("/"));
      assertThat(failure.reason()).isEqualTo(Reason.TOO_LARGE);
      assertThat(failure).hasMessageContaining("127.0.0.1").hasMessageContaining("1000 bytes");
      assertThat(server.answered.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_body_as_long_as_the_limit_is_read_compressed_or_not() throws Exception {
    Fetcher small = Fetcher.builder().allowLoopback(true).maxBytes(1000).build();
    try (var plain = RawServer.saying(OK + "Content-Length: 1000\r\n\r\n" + "x".repeat(1000));
        var packed = gzipped(1000)) {
      assertThat(small.get(plain.uri("/")).body()).hasSize(1000);
      assertThat(small.get(packed.uri("/")).body()).hasSize(1000);
    }
  }

  @Test
  void a_gzip_bomb_is_refused() throws Exception {
    try (var server = gzipped(200 << 20)) {
      assertThat(failure(fetcher, server.uri("/")).reason()).isEqualTo(Reason.TOO_LARGE);
    }
  }

  private static RawServer gzipped(int length) throws Exception {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      byte[] block = new byte[1000];
      for (int written = 0; written < length; written += block.length) {
        gzip.write(block);
      }
    }
    String head = OK + "Content-Encoding: gzip\r\nContent-Length: " + packed.size() + "\r\n\r\n";
    return new RawServer((request, in, out) -> {
      out.write(head.getBytes(StandardCharsets.UTF_8));
      packed.writeTo(out);
    });
  }

  @Test
  void a_trickle_of_bytes_ends_with_the_time_limit() throws Exception {
    ends_with_the_time_limit((request, in, out) -> {
      out.write((OK + "\r\n").getBytes(StandardCharsets.UTF_8));
      while (true) {
        out.write(' ');
        TimeUnit.MILLISECONDS.sleep(20);
      }
    });
  }

  @Test
  void silence_ends_with_the_time_limit() throws Exception {
    ends_with_the_time_limit((request, in, out) -> {
      var unused = in.read();
    });
  }

  /** On a busy machine the time may be up before the server hears anything. */
  private static void ends_with_the_time_limit(RawServer.Answer answer) throws Exception {
    Fetcher hasty = Fetcher.builder().allowLoopback(true).timeLimit(Duration.ofMillis(500)).build();
    try (var server = new RawServer(answer)) {
      do {
        FetchException failure = failure(hasty, server.uri("/"));
        assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
        // Which of the two clocks, the fetch's or its socket's, is first is left to chance.
        assertThat(failure).hasMessageContaining("try again later");
      } while (server.requests.isEmpty());
      assertThat(server.answered.await(60, TimeUnit.SECONDS)).as("connection closed").isTrue();
    }
  }

  @Test
  void an_interrupt_ends_a_fetch() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    AtomicReference<FetchException> failure = new AtomicReference<>();
    try (var server =
        new RawServer((request, in, out) -> {
          asked.countDown();
          var unused = in.read();
        })) {
      Thread caller =
          Thread.ofVirtual().start(() -> failure.set(failure(fetcher, server.uri("/"))));
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      caller.interrupt();
      caller.join();
      assertThat(failure.get().reason()).isEqualTo(Reason.INTERRUPTED);
    }
  }

  @Test
  void what_is_not_proper_http_is_refused_and_not_repeated() throws Exception {
    for (String answer :
        new String[] {
          "SSH-2.0-secret\r\n\r\n",
          OK + "secret-without-colon\r\n\r\n",
          OK + "Content-Length: 100\r\n\r\nsecret",
          OK + "Transfer-Encoding: chunked\r\n\r\nsecret\r\n",
          OK + "Content-Encoding: br\r\nContent-Length: 6\r\n\r\nsecret",
          OK + "Content-Encoding: gzip\r\nContent-Length: 6\r\n\r\nsecret",
          OK + "X: " + "secret".repeat(10_000) + "\r\n\r\n",
          ""
        }) {
      try (var server = RawServer.saying(answer)) {
        FetchException failure = failure(fetcher, server.uri("/secret?secret"));
        assertThat(failure).as(answer).isNotNull().hasNoCause();
        assertThat(failure.reason()).as(answer).isEqualTo(Reason.BAD_ANSWER);
        assertThat(failure).hasMessageNotContaining("secret");
        assertThat(failure.host()).isEqualTo("127.0.0.1:" + server.port());
      }
    }
  }

  @Test
  void nobody_there_is_unreachable() throws Exception {
    int port;
    try (var listener = new ServerSocket(0)) {
      port = listener.getLocalPort();
    }
    FetchException failure = failure(fetcher, URI.create("http://127.0.0.1:" + port + "/"));
    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(failure).hasMessageContaining("127.0.0.1:" + port).hasMessageContaining("reached");
  }

  @Test
  void answers_do_not_show_what_they_hold() throws Exception {
    try (var server = RawServer.saying(OK + "Content-Length: 6\r\n\r\nsecret")) {
      assertThat(fetcher.get(server.uri("/secret")).toString()).doesNotContain("secret");
    }
  }
}
