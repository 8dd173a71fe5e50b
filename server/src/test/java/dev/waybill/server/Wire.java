package dev.waybill.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.protocol.HeaderCodec;
import dev.waybill.protocol.Headers;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.ProtocolVersion;
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
public final class Wire {
  public static final String FULL =
      """
      {"elicitation":{"form":{},"url":{}},"sampling":{"tools":{}},"roots":{}}\
      """;

  private final Engine engine;
  private int ids;

  public Wire(Engine engine) {
    this.engine = engine;
  }

  public static Wire of(Feature... features) {
    McpServer.Builder builder = McpServer.builder("test", "1");
    for (Feature feature : features) {
      builder.add(feature);
    }
    return new Wire(builder.build());
  }

  /** JSON with single quotes, for the sake of the reader. */
  public static String q(String json) {
    return json.replace('\'', '"');
  }

  public static ObjectNode json(String text) {
    return (ObjectNode) Json.mapper().readTree(q(text));
  }

  /** A well-formed request; the meta may be changed. */
  public static ObjectNode request(Object id, String method, String params) {
    return request(id, method, params, FULL);
  }

  public static ObjectNode request(Object id, String method, String params, String capabilities) {
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

  public Answer ask(String method, String params) {
    return send(request(++ids, method, params)).await();
  }

  public Answer ask(String method, String params, String capabilities) {
    return send(request(++ids, method, params, capabilities)).await();
  }

  public Answer as(Principal principal, String method, String params) {
    return send(Json.bytes(request(++ids, method, q(params))), null, principal);
  }

  public Answer call(String tool, String arguments) {
    return ask("tools/call", q("{'name':'%s','arguments':%s}".formatted(tool, arguments)));
  }

  /** The same call again, with the state it was given and answers. */
  public Answer retry(String tool, String arguments, JsonNode asked, String responses) {
    ObjectNode params =
        json("{'arguments':%s,'inputResponses':%s}".formatted(arguments, responses));
    params.put("name", tool).set("requestState", asked.get("requestState"));
    return ask("tools/call", params.toString());
  }

  /** Sends with the headers a client would add, some of them changed; null leaves one out. */
  public Answer http(ObjectNode message, Map<String, @Nullable String> changes) {
    JsonNode params = message.path("params");
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put(
        Headers.PROTOCOL_VERSION,
        params.path("_meta").path(MetaKeys.PROTOCOL_VERSION).stringValue("2026-07-28"));
    headers.put(Headers.METHOD, message.path("method").stringValue(""));
    String name = params.path("name").stringValue(params.path("uri").stringValue(""));
    if (!name.isEmpty()) {
      headers.put(Headers.NAME, HeaderCodec.encode(name));
    }
    changes.forEach((header, value) -> {
      if (value == null) {
        headers.remove(header);
      } else {
        headers.put(header, value);
      }
    });
    return send(Json.bytes(message), headers, Principal.ANONYMOUS).await();
  }

  public Answer send(JsonNode message) {
    return send(Json.bytes(message), null, Principal.ANONYMOUS);
  }

  public Answer send(byte[] body, @Nullable Map<String, String> headers, Principal principal) {
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
  public static final class Answer implements Reply {
    private final List<JsonNode> notifications = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    public volatile Exchange exchange = Exchange.DONE;
    public volatile boolean writable = true;
    public volatile @Nullable JsonNode response;
    public volatile int status;
    public volatile boolean twice;
    private volatile Consumer<JsonNode> onNotification = n -> {};

    public Answer await() {
      try {
        assertThat(ended.await(10, TimeUnit.SECONDS)).as("answered").isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return this;
    }

    public boolean isEnded() {
      return ended.getCount() == 0;
    }

    public synchronized List<JsonNode> notifications() {
      return List.copyOf(notifications);
    }

    public void onNotification(Consumer<JsonNode> action) {
      onNotification = action;
    }

    /** The methods of the notifications so far. */
    public List<String> methods() {
      return notifications().stream().map(n -> n.get("method").stringValue()).toList();
    }

    public String errorText() {
      return error().get("message").stringValue();
    }

    public boolean isError() {
      return result().path("isError").booleanValue(false);
    }

    public JsonNode result() {
      await();
      assertThat(response).isNotNull();
      assertThat(response.has("result")).as("a result: %s", response).isTrue();
      return response.get("result");
    }

    public JsonNode error() {
      await();
      assertThat(response).isNotNull();
      assertThat(response.has("error")).as("an error: %s", response).isTrue();
      return response.get("error");
    }

    public int errorCode() {
      return error().get("code").intValue();
    }

    /** The text of the first content block. */
    public String text() {
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
      assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("\n");
      if (isEnded()) {
        twice = true;
      }
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
