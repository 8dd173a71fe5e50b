package dev.waybill.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.protocol.ProtocolVersion;
import dev.waybill.server.Engine;
import dev.waybill.server.Incoming;
import dev.waybill.server.Principal;
import dev.waybill.server.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks an engine of its own process, and reads as little of the answers as will do. */
final class TaskClient {
  private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final String META =
      """
      "_meta":{"io.modelcontextprotocol/protocolVersion":"%s",\
      "io.modelcontextprotocol/clientCapabilities":\
      {"elicitation":{},"extensions":{"io.modelcontextprotocol/tasks":{}}}}\
      """
          .formatted(ProtocolVersion.CURRENT);

  private final Engine engine;

  TaskClient(Engine engine) {
    this.engine = engine;
  }

  private String ask(String method, String params) {
    String request =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
            + method
            + "\",\"params\":{"
            + params
            + ","
            + META
            + "}}";
    Response response = new Response();
    var unused =
        engine.receive(new Incoming(request.getBytes(UTF_8), null, Principal.ANONYMOUS), response);
    String text = new String(response.body.join(), UTF_8);
    if (!text.contains("\"result\"")) {
      throw new IllegalStateException("A server answered " + text);
    }
    return text;
  }

  /** The id of the task that the call became. */
  String call(String tool) {
    return member(ask("tools/call", "\"name\":\"" + tool + "\",\"arguments\":{}"), "taskId");
  }

  String get(String taskId) {
    return ask("tasks/get", "\"taskId\":\"" + taskId + "\"");
  }

  void answer(String taskId, String key) {
    var unused =
        ask(
            "tasks/update",
            "\"taskId\":\""
                + taskId
                + "\",\"inputResponses\":{\""
                + key
                + "\":{\"action\":\"accept\",\"content\":{\"ok\":true}}}");
  }

  void await(String taskId, String status) {
    while (!member(get(taskId), "status").equals(status)) {
      LockSupport.parkNanos(BETWEEN_LOOKS);
    }
  }

  private static String member(String json, String name) {
    int start = json.indexOf("\"" + name + "\":\"") + name.length() + 4;
    return json.substring(start, json.indexOf('"', start));
  }

  private static final class Response implements Reply {
    final CompletableFuture<byte[]> body = new CompletableFuture<>();

    @Override
    public void send(byte[] message) {}

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void end(byte[] bytes, int httpStatus) {
      body.complete(bytes);
    }

    @Override
    public void accepted() {
      body.complete(new byte[0]);
    }
  }
}
