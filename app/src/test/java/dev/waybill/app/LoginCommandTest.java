package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.http.HttpEndpoint;
import dev.waybill.protocol.ErrorCode;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.PublicDocument;
import dev.waybill.protocol.PublicDocuments;
import dev.waybill.server.McpServer;
import dev.waybill.server.Principal;
import dev.waybill.server.Tool;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --login} as users meet it: a process, a browser (a script), and a login that is kept. */
@Tag("slow")
class LoginCommandTest {
  private static final String TOKEN = "tangerine-token";

  @TempDir Path temp;
  private final AtomicInteger logins = new AtomicInteger();
  private HttpServer auth;
  private HttpEndpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    auth = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String issuer = "http://127.0.0.1:" + auth.getAddress().getPort();
    json(
        "/.well-known/oauth-authorization-server",
        """
        {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize",
         "token_endpoint": "%1$s/token", "registration_endpoint": "%1$s/register",
         "code_challenge_methods_supported": ["S256"],
         "token_endpoint_auth_methods_supported": ["none"]}
        """
            .formatted(issuer));
    json("/register", "{\"client_id\": \"waybill\"}");
    json("/token", "{\"access_token\": \"" + TOKEN + "\", \"token_type\": \"Bearer\"}");
    auth.createContext("/authorize", this::consent);
    auth.start();
    McpServer server =
        McpServer.builder("protected", "1.0.0")
            .add(Tool.named("who").handler((in, call) -> call.text(call.principal().id())))
            .build();
    endpoint =
        HttpEndpoint.builder(server)
            .port(0)
            .authenticator(headers -> {
              if (("Bearer " + TOKEN).equals(headers.get("Authorization"))) {
                return Principal.of("alice");
              }
              throw new McpException(ErrorCode.UNAUTHORIZED, "A token is needed");
            })
            .start();
    String metadata =
        "{\"resource\": \"%s\", \"authorization_servers\": [\"%s\"]}"
            .formatted(endpoint.uri(), issuer);
    endpoint.publish(
        new PublicDocuments(
            List.of(
                new PublicDocument(
                    "/.well-known/oauth-protected-resource/mcp",
                    "application/json",
                    metadata.getBytes(StandardCharsets.UTF_8),
                    Duration.ZERO)),
            List.of()));
    Path browser = Files.writeString(temp.resolve("xdg-open"), "#!/bin/sh\ncurl -sL \"$1\"\n");
    Files.setPosixFilePermissions(browser, PosixFilePermissions.fromString("rwx------"));
    Files.copy(browser, temp.resolve("open"));
  }

  @AfterEach
  void stop() {
    endpoint.close();
    auth.stop(0);
  }

  private void json(String path, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    auth.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          try (exchange) {
            exchange.getResponseBody().write(body);
          }
        });
  }

  /** Sends the user back at once, with a code. */
  private void consent(HttpExchange exchange) throws IOException {
    logins.incrementAndGet();
    String redirect = "";
    String state = "";
    for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
      if (pair.startsWith("redirect_uri=")) {
        redirect = URLDecoder.decode(pair.substring(13), StandardCharsets.UTF_8);
      } else if (pair.startsWith("state=")) {
        state = pair;
      }
    }
    exchange.getResponseHeaders().set("Location", redirect + "?code=c0de&" + state);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private record Ended(int exit, String output, String errors) {}

  private Ended waybill(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.waybill.app.WaybillCommand"));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(temp, "out", "");
    Path err = Files.createTempFile(temp, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().merge("PATH", temp.toString(), (a, b) -> b + File.pathSeparator + a);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void a_user_logs_in_once() throws Exception {
    String url = endpoint.uri().toString();
    String tokens = temp.resolve("tokens").toString();
    for (int i = 0; i < 2; i++) {
      Ended ended = waybill("call", url, "who", "--login", "--tokens", tokens);
      assertThat(ended.exit()).as(ended.errors()).isZero();
      assertThat(ended.output().strip()).isEqualTo("alice");
      assertThat(ended.output() + ended.errors()).doesNotContain(TOKEN).doesNotContain("c0de");
    }
    assertThat(logins.get()).isEqualTo(1);
    Ended without = waybill("call", url, "who");
    assertThat(without.exit()).isEqualTo(5);
  }
}
