package dev.waybill.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TlsTest extends EndpointTest {
  @TempDir static Path folder;
  private static Pem pem;

  @BeforeAll
  static void create() throws Exception {
    pem = Pem.create(folder);
  }

  @Override
  HttpEndpointBuilder configured(HttpEndpointBuilder builder) {
    return builder.tls(pem.certificate(), pem.key());
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void both_versions_are_negotiated(HttpClient.Version version) throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(pem.trusting()).version(version).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(endpoint.uri())
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("[1]"))
              .build();
      assertThat(endpoint.uri().getScheme()).isEqualTo("https");
      var future = client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
      Engines.Held call = engine.next();
      call.send("{\"n\":1}");
      HttpResponse<InputStream> response = future.get(10, TimeUnit.SECONDS);
      assertThat(response.version()).isEqualTo(version);
      call.end("{\"n\":2}");
      try (InputStream body = response.body()) {
        assertThat(new String(body.readAllBytes()))
            .isEqualTo("data: {\"n\":1}\n\ndata: {\"n\":2}\n\n");
      }
    }
  }

  @Test
  void a_disconnect_is_noticed_and_a_refusal_arrives() throws Exception {
    try (Wired client = secureClient()) {
      client.write(Wired.post("{}"));
      Engines.Held call = engine.next();
      client.close();
      assertThat(call.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }
    try (Wired client = secureClient()) {
      client.write(Wired.post("").replace("Content-Length: 0", "Content-Length: 4194305"));
      assertThat(client.response().status()).isEqualTo(413);
      assertThat(client.ended()).isTrue();
    }
  }

  private Wired secureClient() throws Exception {
    Socket socket =
        pem.trusting()
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), endpoint.port());
    return new Wired(socket);
  }

  @Test
  void a_client_that_does_not_shake_hands_is_closed() throws Exception {
    reopen(builder ->
        builder
            .tls(pem.certificate(), pem.key())
            .limits(Limits.DEFAULTS.withHeaderTime(Duration.ofMillis(300))));
    try (Wired silent = new Wired(endpoint)) {
      assertThat(silent.ended()).isTrue();
    }
    try (Wired plain = new Wired(endpoint)) {
      plain.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(plain.ended()).isTrue();
    }
  }

  @Test
  void files_that_cannot_be_used_are_named() throws Exception {
    Path bad = Files.writeString(folder.resolve("bad.pem"), "nothing");
    assertThatThrownBy(() -> HttpEndpoint.builder(engine).tls(bad, pem.key()).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bad.pem");
  }
}
