package dev.waybill.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.fetch.FetchException.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are checked, against the name in the URL. */
class TlsTest {
  @TempDir static Path temp;
  private static Certificates certificates;
  private static RawServer server;

  @BeforeAll
  static void start_server() throws Exception {
    certificates = Certificates.of(temp, "dns:right.example");
    var listener =
        certificates
            .server()
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server =
        new RawServer(
            listener,
            (head, in, out) ->
                out.write(
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
                        .getBytes(StandardCharsets.UTF_8)));
  }

  @AfterAll
  static void stop_server() throws Exception {
    server.close();
  }

  private static Fetcher.Builder loopback() {
    return Fetcher.builder()
        .allowLoopback(true)
        .resolver(host -> new InetAddress[] {InetAddress.getLoopbackAddress()});
  }

  private static URI uri(String host) {
    return URI.create("https://" + host + ":" + server.port() + "/");
  }

  @Test
  void a_trusted_certificate_for_the_name_is_accepted() throws Exception {
    Fetcher fetcher = loopback().tls(certificates.client()).build();
    assertThat(fetcher.get(uri("right.example")).text()).isEqualTo("{}");
  }

  @Test
  void a_certificate_for_another_name_is_refused() throws Exception {
    Fetcher fetcher = loopback().tls(certificates.client()).build();
    FetchException failure = FetcherTest.failure(fetcher, uri("wrong.example"));
    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(failure).hasMessageContaining("certificate");
  }

  @Test
  void an_unknown_certificate_is_refused() {
    FetchException failure = FetcherTest.failure(loopback().build(), uri("right.example"));
    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(failure).hasMessageStartingWith("right.example:").hasMessageContaining("trusts");
  }
}
