package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.HeaderCodec;
import dev.waybill.protocol.Headers;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.ProtocolVersion;
import dev.waybill.tasks.TaskEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A client of a server under test, over real HTTP. */
final class DemoClient implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI uri;

  DemoClient(URI uri) {
    this.uri = uri;
  }

  /**
   * What came back.
   *
   * @param notifications those before the response, in order
   */
  record Answer(int status, String type, List<JsonNode> notifications, JsonNode response) {
    JsonNode result() {
      assertThat(response.has("result")).as("%s", response).isTrue();
      return response.get("result");
    }

    JsonNode error() {
      assertThat(response.has("error")).as("%s", response).isTrue();
      return response.get("error");
    }

    /** The text of a tool's first content block. */
    String text() {
      return result().path("content").path(0).path("text").stringValue();
    }

    boolean isToolError() {
      return result().path("isError").asBoolean(false);
    }
  }

  /** A message with {@code _meta}; {@code params} is a JSON object. */
  static ObjectNode message(String method, String params) {
    ObjectNode message = Json.mapper().createObjectNode();
    message.put("jsonrpc", "2.0").put("id", 1).put("method", method);
    ObjectNode object = (ObjectNode) Json.mapper().readTree(params);
    message.set("params", object);
    ObjectNode meta = object.withObject("/_meta");
    meta.put(MetaKeys.PROTOCOL_VERSION, ProtocolVersion.CURRENT);
    meta.putObject(MetaKeys.CLIENT_CAPABILITIES).putObject("elicitation");
    return message;
  }

  /** The same from a client that understands tasks. */
  static ObjectNode taskMessage(String method, String params) {
    ObjectNode message = message(method, params);
    ((ObjectNode) message.at("/params/_meta").get(MetaKeys.CLIENT_CAPABILITIES))
        .putObject("extensions")
        .putObject(TaskEngine.ID);
    return message;
  }

  Answer tool(String name, String arguments) throws IOException, InterruptedException {
    return request("tools/call", "{\"name\":\"" + name + "\",\"arguments\":" + arguments + "}");
  }

  Answer request(String method, String params) throws IOException, InterruptedException {
    return send(message(method, params));
  }

  Answer send(ObjectNode message) throws IOException, InterruptedException {
    HttpResponse<Stream<String>> response =
        http.send(request(message), HttpResponse.BodyHandlers.ofLines());
    String type = response.headers().firstValue("content-type").orElse("");
    List<JsonNode> messages = new ArrayList<>();
    try (Stream<String> lines = response.body()) {
      if (type.startsWith("text/event-stream")) {
        lines.filter(line -> line.startsWith("data:")).map(DemoClient::data).forEach(messages::add);
      } else {
        messages.add(Json.mapper().readTree(String.join("\n", lines.toList())));
      }
    }
    return new Answer(
        response.statusCode(), type, messages.subList(0, messages.size() - 1), messages.getLast());
  }

  /** Opens a stream and hands on its messages; ends when the server ends it. */
  CompletableFuture<Void> listen(ObjectNode message, Consumer<JsonNode> messages) {
    return http.sendAsync(request(message), HttpResponse.BodyHandlers.ofLines())
        .thenAccept(response -> {
          try (Stream<String> lines = response.body()) {
            lines.filter(line -> line.startsWith("data:")).map(DemoClient::data).forEach(messages);
          }
        });
  }

  private static JsonNode data(String line) {
    return Json.mapper().readTree(line.substring("data:".length()));
  }

  private HttpRequest request(ObjectNode message) {
    JsonNode params = message.path("params");
    String method = message.path("method").stringValue();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header(Headers.PROTOCOL_VERSION, ProtocolVersion.CURRENT)
            .header(Headers.METHOD, method)
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(message)));
    String name =
        switch (method) {
          case "resources/read" -> "uri";
          case "tasks/get", "tasks/update", "tasks/cancel" -> "taskId";
          default -> "name";
        };
    if (params.path(name).isString()) {
      request.header(Headers.NAME, HeaderCodec.encode(params.path(name).stringValue()));
    }
    return request.build();
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
