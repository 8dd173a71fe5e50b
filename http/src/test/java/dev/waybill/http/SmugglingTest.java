package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmugglingTest extends EndpointTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
        "Content-Length: 2\r\nContent-Length: 2\r\n",
        "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Length: 2, 2\r\n",
        "Content-Length: +2\r\n",
        "Content-Length: -2\r\n",
        "Content-Length: 0x2\r\n",
        "Content-Length: 2 2\r\n",
        "Content-Length:\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Content-Length : 2\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 2\r\nX-Folded: a\r\n b\r\n",
        "Content-Length: 2\r\nX-Folded: a\r\n\tb\r\n",
        " Content-Length: 2\r\n",
        "Content-Length: 2\r\nX-Nul: a\0b\r\n",
        "Content-Length: 2\r\nX-Cr: a\rb\r\n",
        "Content-Length: 2\nX-Lf: a\r\n",
        "Content-Length: 2\r\nX Y: a\r\n",
        "Content-Length: 2\r\n: a\r\n",
        "Content-Length: 2\r\nNoColon\r\n",
        "Content-Length: 2\r\nX(Y): a\r\n",
      })
  void what_intermediaries_may_read_otherwise_is_malformed(String lines) throws Exception {
    String request =
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + lines
            + "\r\n{}";
    assertMalformed(request);
    assertMalformed("\r\n\r\n" + request);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"5\r\n[1,2]x\r\n", "zz\r\n", "\r\n", "-1\r\n", "fffffffff\r\n", "2\n[]\n"})
  void bad_chunks_are_malformed(String chunks) throws Exception {
    assertMalformed(
        Wired.post("").replace("Content-Length: 0", "Transfer-Encoding: chunked") + chunks);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /mcp\r\n",
        "POST\r\n",
        "POST /m cp HTTP/1.1\r\n",
        "POST /mcp HTTP/1.1 \r\n",
        "POST /mcp JUNK/1.1\r\n",
        "\u0016\u0003\u0001\u0002\r\n",
      })
  void a_bad_request_line_is_malformed(String line) throws Exception {
    try (Wired client = new Wired(endpoint)) {
      client.write(line + "Host: localhost\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.response().status()).isIn(400, 505);
      assertThat(client.ended()).isTrue();
    }
  }

  private void assertMalformed(String request) throws Exception {
    // In one piece, and split at every place where a line ends.
    for (String separator : new String[] {"", "\n"}) {
      try (Wired client = new Wired(endpoint)) {
        if (separator.isEmpty()) {
          client.write(request);
        } else {
          for (String piece : request.split("(?<=\n)")) {
            client.write(piece);
          }
        }
        Wired.Response response = client.response();
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.header("connection")).isEqualTo("close");
        assertThat(client.ended()).isTrue();
      }
    }
    assertThat(engine.calls).isEmpty();
  }
}
