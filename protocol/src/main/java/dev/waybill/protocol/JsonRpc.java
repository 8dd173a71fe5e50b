package dev.waybill.protocol;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.ByteArrayBuilder;

/** Writes JSON-RPC 2.0 messages as UTF-8 bytes without line breaks. */
public final class JsonRpc {
  private JsonRpc() {}

  /** {@code {"jsonrpc":"2.0","id":…,"result":…}}. */
  public static byte[] result(RequestId id, Object result) {
    return write(generator -> {
      id(generator, id);
      generator.writeName("result");
      ResultWriter.write(generator, result);
    });
  }

  /** A result whose bytes were prepared before: only the id is new. */
  public static byte[] preparedResult(RequestId id, byte[] result) {
    byte[] head = PREFIX;
    byte[] idBytes =
        id instanceof RequestId.Whole ? id.toString().getBytes(LATIN) : Json.bytes(id.toString());
    byte[] out = new byte[head.length + idBytes.length + MIDDLE.length + result.length + 1];
    int at = copy(head, out, 0);
    at = copy(idBytes, out, at);
    at = copy(MIDDLE, out, at);
    at = copy(result, out, at);
    out[at] = '}';
    return out;
  }

  private static final Charset LATIN = StandardCharsets.ISO_8859_1;
  private static final byte[] PREFIX = "{\"jsonrpc\":\"2.0\",\"id\":".getBytes(LATIN);
  private static final byte[] MIDDLE = ",\"result\":".getBytes(LATIN);

  private static int copy(byte[] from, byte[] to, int at) {
    System.arraycopy(from, 0, to, at, from.length);
    return at + from.length;
  }

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
