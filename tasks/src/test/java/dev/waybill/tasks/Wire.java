package dev.waybill.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.Headers;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.ProtocolVersion;
import dev.waybill.server.Engine;
import dev.waybill.server.Exchange;
import dev.waybill.server.Incoming;
import dev.waybill.server.Principal;
import dev.waybill.server.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Speaks to an engine in its own process, byte for byte as a transport would. */
final class Wire {
  static final String FULL =
      """
      {"elicitation":{"form":{},"url":{}},"sampling":{"tools":{}},"roots":{}}\
      """;

  private final Engine engine;
  private int ids;

  Wire(Engine engine) {
    this.engine = engine;
  }

  /** A well-formed request; the meta may be changed. */
  static ObjectNode request(Object id, String method, String params) {
    return request(id, method, params, FULL);
  }

  static ObjectNode request(Object id, String method, String params, String capabilities) {
    ObjectNode message = Json.mapper().createObjectNode();
    message.put("jsonrpc", "2.0");
    message.set("id", Json.mapper().valueToTree(id));
    message.put("method", method);
    ObjectNode object = (ObjectNode) Json.mapper().readTree(params);
    message.set("params", object);
    ObjectNode meta =
        object.get("_meta") instanceof ObjectNode given ? given : object.putObject("_meta");
    if (!meta.has(MetaKeys.PROTOCOL_VERSION)) {
      meta.put(MetaKeys.PROTOCOL_VERSION, ProtocolVersion.CURRENT);
    }
    meta.set(MetaKeys.CLIENT_CAPABILITIES, Json.mapper().readTree(capabilities));
    return message;
  }

  Answer ask(String method, String params) {
    return send(request(++ids, method, params)).await();
  }

  Answer ask(String method, String params, String capabilities) {
    return send(request(++ids, method, params, capabilities)).await();
  }

  Answer send(JsonNode message) {
    return send(Json.bytes(message), null, Principal.ANONYMOUS);
  }

  Answer send(byte[] body, @Nullable Map<String, String> headers, Principal principal) {
    Answer answer = new Answer();
    Headers view = null;
    if (headers != null) {
      Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      byName.putAll(headers);
      view = byName::get;
    }
    answer.exchange = engine.receive(new Incoming(body, view, principal), answer);
    return answer;
  }

  /** Collects what comes back. */
  static final class Answer implements Reply {
    private final List<JsonNode> notifications = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    volatile Exchange exchange = Exchange.DONE;
    volatile boolean writable = true;
    volatile @Nullable JsonNode response;
    volatile int status;
    private Consumer<JsonNode> onNotification = n -> {};

    Answer await() {
      try {
        assertThat(ended.await(10, TimeUnit.SECONDS)).as("answered").isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return this;
    }

    boolean isEnded() {
      return ended.getCount() == 0;
    }

    synchronized List<JsonNode> notifications() {
      return List.copyOf(notifications);
    }

    JsonNode result() {
      await();
      assertThat(response).isNotNull();
      assertThat(response.has("result")).as("a result: %s", response).isTrue();
      return response.get("result");
    }

    JsonNode error() {
      await();
      assertThat(response).isNotNull();
      assertThat(response.has("error")).as("an error: %s", response).isTrue();
      return response.get("error");
    }

    int errorCode() {
      return error().get("code").intValue();
    }

    /** The text of the first content block. */
    String text() {
      return result().path("content").path(0).path("text").stringValue();
    }

    @Override
    public synchronized void send(byte[] message) {
      assertThat(isEnded()).as("nothing comes after the response").isFalse();
      JsonNode node = Json.parse(message);
      assertThat(new String(message, StandardCharsets.UTF_8)).doesNotContain("\n");
      notifications.add(node);
      onNotification.accept(node);
    }

    @Override
    public boolean writable() {
      return writable;
    }

    @Override
    public void end(byte[] bytes, int httpStatus) {
      response = Json.parse(bytes);
      status = httpStatus;
      ended.countDown();
    }

    @Override
    public void accepted() {
      status = 202;
      ended.countDown();
    }
  }
}
