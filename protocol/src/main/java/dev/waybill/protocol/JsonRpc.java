package dev.waybill.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.node.ObjectNode;

/** Writes JSON-RPC 2.0 messages as UTF-8 bytes without line breaks. */
public final class JsonRpc {
  private JsonRpc() {}

  /** A request: {@code {"jsonrpc":"2.0","id":…,"method":…,"params":…}}. */
  public static byte[] request(RequestId id, String method, ObjectNode params) {
    return write(generator -> {
      id(generator, id);
      generator.writeStringProperty("method", method);
      generator.writeName("params");
      generator.writeTree(params);
    });
  }

  /** {@code {"jsonrpc":"2.0","id":…,"result":…}}. */
  public static byte[] result(RequestId id, Object result) {
    return write(generator -> {
      id(generator, id);
      generator.writeName("result");
      ResultWriter.write(generator, result);
    });
  }

  /**
   * The response up to its result: {@code {"jsonrpc":"2.0","id":…,"result":}}. What was prepared
   * with {@link #resultTail} completes it.
   */
  public static byte[] resultHead(RequestId id) {
    byte[] value =
        id instanceof RequestId.Whole
            ? id.toString().getBytes(StandardCharsets.US_ASCII)
            : Json.bytes(id.toString());
    return ByteBuffer.allocate(PREFIX.length + value.length + MIDDLE.length)
        .put(PREFIX)
        .put(value)
        .put(MIDDLE)
        .array();
  }

  /** The rest of the response after {@link #resultHead}: the same for every request. */
  public static byte[] resultTail(Object result) {
    byte[] json = Json.bytes(result);
    byte[] tail = Arrays.copyOf(json, json.length + 1);
    tail[json.length] = '}';
    return tail;
  }

  private static final byte[] PREFIX =
      "{\"jsonrpc\":\"2.0\",\"id\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MIDDLE = ",\"result\":".getBytes(StandardCharsets.US_ASCII);

  /** An error response; without an id when the request's could not be read. */
  public static byte[] error(Optional<RequestId> id, McpException error) {
    return write(generator -> {
      id.ifPresent(value -> id(generator, value));
      generator.writeObjectPropertyStart("error");
      generator.writeNumberProperty("code", error.code().code());
      generator.writeStringProperty("message", error.text());
      error.data().ifPresent(data -> generator.writePOJOProperty("data", data));
      generator.writeEndObject();
    });
  }

  /** A notification; {@code params} may be null for one without. */
  public static byte[] notification(String method, @Nullable Object params) {
    return write(generator -> {
      generator.writeStringProperty("method", method);
      if (params != null) {
        generator.writePOJOProperty("params", params);
      }
    });
  }

  private static void id(JsonGenerator generator, RequestId id) {
    if (id instanceof RequestId.Whole(long value)) {
      generator.writeNumberProperty("id", value);
    } else {
      generator.writeStringProperty("id", id.toString());
    }
  }

  private interface Body {
    void write(JsonGenerator generator);
  }

  private static byte[] write(Body body) {
    try (ByteArrayBuilder out = new ByteArrayBuilder(512)) {
      try (JsonGenerator generator = Json.mapper().createGenerator(out)) {
        generator.writeStartObject();
        generator.writeStringProperty("jsonrpc", "2.0");
        body.write(generator);
        generator.writeEndObject();
      }
      return out.toByteArray();
    }
  }
}
