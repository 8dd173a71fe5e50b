package dev.waybill.app;

import dev.waybill.protocol.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A client of the cluster, or of one worker. */
final class ClusterClient implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI uri;

  ClusterClient(int port) {
    uri = URI.create("http://127.0.0.1:" + port + "/mcp");
  }

  /**
   * An answer in one piece.
   *
   * @param workers the addresses of those that were asked, the last one of that which answered
   */
  record Answer(int status, String workers, JsonNode body) {
    JsonNode result() {
      if (status != 200 || !body.has("result")) {
        throw new AssertionError(workers + " answered " + status + ": " + body);
      }
      return body.get("result");
    }

    /** The text of a tool's answer. */
    String text() {
      return result().at("/content/0/text").stringValue("");
    }

    boolean isError() {
      return result().path("isError").booleanValue(false);
    }

    /** Who answered. */
    String worker() {
      return workers.substring(workers.lastIndexOf(' ') + 1);
    }
  }

  /** The params of a call of a tool on a file, as the first round has them. */
  static ObjectNode call(String tool, String file) {
    ObjectNode params = Json.mapper().createObjectNode().put("name", tool);
    params.putObject("arguments").put("file", file);
    return params;
  }

  /** The params of the next round: what was asked is agreed to. */
  static ObjectNode agreed(ObjectNode call, JsonNode asked) {
    ObjectNode params = call.deepCopy();
    params.set("requestState", asked.get("requestState"));
    ObjectNode answer = params.putObject("inputResponses").putObject("confirm");
    answer.put("action", "accept").putObject("content").put("rotate", true);
    return params;
  }

  Answer ask(String method, ObjectNode params) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = http.send(request(method, params), BodyHandlers.ofByteArray());
    JsonNode body =
        response.headers().firstValue("content-type").orElse("").equals("application/json")
            ? Json.parse(response.body())
            : Json.mapper().createObjectNode();
    return new Answer(response.statusCode(), worker(response), body);
  }

  /** Opens a stream whose events are read one by one. */
  Events listen(String method, ObjectNode params) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(request(method, params), BodyHandlers.ofInputStream());
    return new Events(
        worker(response),
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
  }

  /** The messages of one event stream as they come. */
  record Events(String worker, BufferedReader lines) implements AutoCloseable {
    /** Waits for the next message. */
    JsonNode next() throws IOException {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: ")) {
          return Json.parse(line.substring(6).getBytes(StandardCharsets.UTF_8));
        }
      }
      throw new IOException("The stream has ended");
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  private static String worker(HttpResponse<?> response) {
    return response.headers().firstValue(ClusterProxy.WORKER).orElse("");
  }

  private HttpRequest request(String method, ObjectNode given) {
    ObjectNode params = given.deepCopy();
    ObjectNode meta = params.withObject("_meta");
    meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
    meta.putObject("io.modelcontextprotocol/clientCapabilities").putObject("elicitation");
    ObjectNode message = Json.mapper().createObjectNode();
    message.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", params);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header("MCP-Protocol-Version", "2026-07-28")
            .header("Mcp-Method", method)
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(message)));
    if (params.has("name")) {
      request.header("Mcp-Name", params.get("name").stringValue());
    }
    return request.build();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
