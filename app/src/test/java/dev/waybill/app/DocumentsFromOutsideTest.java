package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waybill.discovery.ServerCard;
import dev.waybill.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The demo's documents as others read them: curl, and a page of another origin in a browser. */
@Tag("slow")
class DocumentsFromOutsideTest {
  private static final List<String> PATHS =
      List.of("/mcp/server-card", "/.well-known/ai-catalog.json", "/v0/servers");

  private static final String PAGE =
      """
      <!doctype html>
      <script type="module">
        const result = {};
        try {
          for (const path of PATHS) {
            const first = await fetch("ORIGIN" + path, {cache: "no-store"});
            const tag = first.headers.get("ETag");
            const again = await fetch("ORIGIN" + path,
                {cache: "no-store", headers: {"If-None-Match": tag}});
            result[path] = {
              status: first.status, tag, type: first.headers.get("Content-Type"),
              json: await first.json(), again: again.status,
            };
          }
        } catch (problem) {
          result.problem = String(problem);
        }
        await fetch("/result", {method: "POST", body: JSON.stringify(result)});
      </script>
      """;

  @TempDir static Path folder;
  private static DemoProcess demo;
  private static String origin;

  @BeforeAll
  static void start() throws Exception {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Files.writeString(logs.resolve("app.log"), "2026-07-28T10:00:00Z ERROR It broke\n");
    demo = DemoProcess.http(logs);
    origin = URI.create(demo.uri()).resolve("/").toString().replaceAll("/$", "");
  }

  @AfterAll
  static void stop() {
    demo.close();
  }

  private record Curled(String headers, byte[] body) {}

  private static Curled curl(String... arguments) throws Exception {
    Path headers = Files.createTempFile(folder, "curl", ".headers");
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "--max-time", "30", "-D", headers.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("curl.log").toFile()).start();
    byte[] body = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("curl.log"))).isZero();
    return new Curled(Files.readString(headers), body);
  }

  @Test
  void curl_reads_every_document() throws Exception {
    for (String path : PATHS) {
      Curled plain = curl("-f", origin + path);
      assertThat(plain.headers())
          .contains("access-control-allow-origin: *", "cache-control: public, max-age=3600")
          .contains("rel=\"ai-catalog\"");
      assertThat(Json.parse(plain.body()).isObject()).isTrue();
      String tag =
          plain
              .headers()
              .lines()
              .filter(line -> line.startsWith("etag: "))
              .findFirst()
              .orElseThrow();
      assertThat(curl("-f", "--http2-prior-knowledge", origin + path).body())
          .isEqualTo(plain.body());
      assertThat(curl("-f", "--compressed", origin + path).body()).isEqualTo(plain.body());
      Curled head = curl("-f", "-I", origin + path);
      assertThat(head.headers()).contains(tag, "content-length: " + plain.body().length);
      Curled unchanged = curl("-H", tag.replace("etag", "If-None-Match").strip(), origin + path);
      assertThat(unchanged.headers()).contains(" 304 ");
      assertThat(unchanged.body()).isEmpty();
      assertThat(curl("-X", "DELETE", origin + path).headers()).contains(" 405 ");
    }
    ServerCard card = ServerCard.read(curl(origin + PATHS.getFirst()).body());
    assertThat(card.name()).isEqualTo("localhost/waybill-demo");
    assertThat(card.remotes().getFirst().url()).isEqualTo(demo.uri());
  }

  @Test
  void a_page_of_another_origin_reads_every_document() throws Exception {
    BlockingQueue<byte[]> results = new ArrayBlockingQueue<>(1);
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext("/", exchange -> page(exchange, results));
    site.start();
    String url = "http://127.0.0.1:" + site.getAddress().getPort() + "/";
    try (Chromium browser = new Chromium(url, folder)) {
      byte[] result = results.poll(120, TimeUnit.SECONDS);
      assertThat(result).as(Files.readString(folder.resolve("chromium.log"))).isNotNull();
      JsonNode read = Json.parse(result);
      assertThat(read.has("problem")).as("%s", read).isFalse();
      for (String path : PATHS) {
        JsonNode document = read.path(path);
        assertThat(document.path("status").intValue()).isEqualTo(200);
        assertThat(document.path("tag").stringValue()).startsWith("\"");
        assertThat(document.path("again").intValue()).isEqualTo(304);
        assertThat(document.path("json")).isEqualTo(Json.parse(curl(origin + path).body()));
      }
      assertThat(read.path(PATHS.getFirst()).path("type").stringValue())
          .isEqualTo(ServerCard.MEDIA_TYPE);
    } finally {
      site.stop(0);
    }
  }

  private static void page(HttpExchange exchange, BlockingQueue<byte[]> results)
      throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("POST")) {
        results.add(exchange.getRequestBody().readAllBytes());
        exchange.sendResponseHeaders(204, -1);
        return;
      }
      String paths = Json.mapper().writeValueAsString(PATHS);
      byte[] page =
          PAGE.replace("PATHS", paths).replace("ORIGIN", origin).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    }
  }
}
