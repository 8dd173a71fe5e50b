package dev.waybill.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waybill.fetch.FetchException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each redirect is checked like the first URL, and takes no secrets along. */
class RedirectsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
  private static final Map<String, String> SECRET = Map.of("Authorization", "Bearer tangerine");

  private final Fetcher fetcher = Fetcher.builder().allowLoopback(true).build();

  private static String to(String location) {
    return "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
  }

  @Test
  void a_redirect_within_the_origin_keeps_the_headers() throws Exception {
    try (var server =
        new RawServer((head, in, out) -> {
          String answer = head.startsWith("GET /old") ? to("/new?x=1") : OK;
          out.write(answer.getBytes(StandardCharsets.UTF_8));
        })) {
      Fetched answer = fetcher.get(server.uri("/old"), SECRET);
      assertThat(answer.uri()).isEqualTo(server.uri("/new?x=1"));
      assertThat(server.requests.get(1)).contains("GET /new?x=1", "Bearer tangerine");
    }
  }

  @Test
  void a_redirect_to_another_origin_loses_the_headers() throws Exception {
    try (var other = RawServer.saying(OK);
        var server = RawServer.saying(to(other.uri("/there").toString()))) {
      Fetched answer = fetcher.get(server.uri("/"), SECRET);
      assertThat(answer.uri()).isEqualTo(other.uri("/there"));
      assertThat(server.requests.getFirst()).contains("tangerine");
      assertThat(other.requests.getFirst()).doesNotContain("tangerine").doesNotContain("Auth");
    }
  }

  @Test
  void headers_lost_on_the_way_do_not_come_back() throws Exception {
    var back = new String[1];
    try (var other =
            new RawServer((head, in, out) -> out.write(back[0].getBytes(StandardCharsets.UTF_8)));
        var server =
            new RawServer((head, in, out) -> {
              String answer = head.startsWith("GET /home") ? OK : to(other.uri("/").toString());
              out.write(answer.getBytes(StandardCharsets.UTF_8));
            })) {
      back[0] = to(server.uri("/home").toString());
      fetcher.get(server.uri("/"), SECRET);
      assertThat(server.requests.get(1)).startsWith("GET /home").doesNotContain("tangerine");
    }
  }

  @Test
  void a_redirect_to_a_forbidden_address_is_refused() throws Exception {
    try (var server = RawServer.saying(to("https://169.254.169.254/latest"))) {
      FetchException failure = FetcherTest.failure(fetcher, server.uri("/"));
      assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
      assertThat(failure).hasMessageStartingWith("169.254.169.254:");
    }
  }

  @Test
  void a_redirect_to_another_scheme_is_refused() throws Exception {
    try (var server = RawServer.saying(to("file:///etc/passwd"))) {
      assertThat(FetcherTest.failure(fetcher, server.uri("/")).reason()).isEqualTo(Reason.BAD_URL);
    }
  }

  @Test
  void a_circle_of_redirects_ends() throws Exception {
    try (var server = RawServer.saying(to("/again"))) {
      FetchException failure = FetcherTest.failure(fetcher, server.uri("/"));
      assertThat(failure.reason()).isEqualTo(Reason.REDIRECT);
      assertThat(failure).hasMessageContaining("more than 3 times");
      assertThat(server.requests).hasSize(4);
    }
  }

  @Test
  void a_post_is_never_redirected() throws Exception {
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      try (var other = RawServer.saying(OK);
          var server =
              RawServer.saying(to(other.uri("/").toString()).replace("302", "" + status))) {
        FetchException failure =
            catchThrowableOfType(
                FetchException.class,
                () -> fetcher.post(server.uri("/token"), SECRET, new byte[] {1}));
        assertThat(failure.reason()).isEqualTo(Reason.REDIRECT);
        assertThat(failure).hasMessageContaining("POST").hasMessageNotContaining("tangerine");
        assertThat(other.requests).isEmpty();
      }
    }
  }
}
