package dev.waybill.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.waybill.protocol.Headers;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.MetaKeys;
import dev.waybill.protocol.ProtocolVersion;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A message to an endpoint: a good one as it is made, copies of it as wrong as a test wants. */
record EndpointMessage(String verb, String target, List<Line> lines, byte[] body) {
  static final String EVERYTHING =
      """
      {"elicitation":{"form":{},"url":{}},"sampling":{"tools":{}},"roots":{}}\
      """;

  /** A header line; its value may hold any byte, one character each. */
  record Line(String name, String value) {}

  /** A good request with id 1 of a client that can do everything. */
  static EndpointMessage of(String method, String params) {
    return of(method, params, EVERYTHING);
  }

  static EndpointMessage of(String method, String params, String capabilities) {
    ObjectNode message = Json.mapper().createObjectNode();
    message.put("jsonrpc", "2.0").put("id", 1).put("method", method);
    ObjectNode given = (ObjectNode) Json.mapper().readTree(params);
    message.set("params", given);
    ObjectNode meta = given.putObject("_meta");
    meta.put(MetaKeys.PROTOCOL_VERSION, ProtocolVersion.CURRENT);
    meta.set(MetaKeys.CLIENT_CAPABILITIES, Json.mapper().readTree(capabilities));
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("Host", "localhost"));
    lines.add(new Line("Content-Type", "application/json"));
    lines.add(new Line("Accept", "application/json, text/event-stream"));
    lines.add(new Line(Headers.PROTOCOL_VERSION, ProtocolVersion.CURRENT));
    lines.add(new Line(Headers.METHOD, method));
    JsonNode name = given.has("name") ? given.get("name") : given.get("uri");
    if (name != null && name.isString()) {
      lines.add(new Line(Headers.NAME, name.stringValue()));
    }
    return new EndpointMessage("POST", "/mcp", List.copyOf(lines), Json.bytes(message));
  }

  /** A good call of a tool. */
  static EndpointMessage call(String tool, String arguments) {
    return of("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
  }

  EndpointMessage verb(String other) {
    return new EndpointMessage(other, target, lines, body);
  }

  EndpointMessage target(String other) {
    return new EndpointMessage(verb, other, lines, body);
  }

  /** With one header line of that name and value in place of all of that name. */
  EndpointMessage header(String name, String value) {
    return without(name).also(name, value);
  }

  /** With one more header line. */
  EndpointMessage also(String name, String value) {
    List<Line> more = new ArrayList<>(lines);
    more.add(new Line(name, value));
    return new EndpointMessage(verb, target, List.copyOf(more), body);
  }

  EndpointMessage without(String name) {
    List<Line> left = lines.stream().filter(line -> !line.name().equalsIgnoreCase(name)).toList();
    return new EndpointMessage(verb, target, left, body);
  }

  EndpointMessage body(byte[] other) {
    return new EndpointMessage(verb, target, lines, other);
  }

  /** With another body, of characters below 256, one byte each. */
  EndpointMessage body(String other) {
    return body(other.getBytes(ISO_8859_1));
  }

  EndpointMessage text(UnaryOperator<String> change) {
    return body(change.apply(new String(body, ISO_8859_1)));
  }

  /** With another JSON-RPC message in the body and the same headers. */
  EndpointMessage json(Consumer<ObjectNode> change) {
    ObjectNode message = (ObjectNode) Json.parse(body);
    change.accept(message);
    return body(Json.bytes(message));
  }

  EndpointMessage params(Consumer<ObjectNode> change) {
    return json(message -> change.accept((ObjectNode) message.get("params")));
  }

  EndpointMessage meta(Consumer<ObjectNode> change) {
    return params(params -> change.accept((ObjectNode) params.get("_meta")));
  }

  /** The message as HTTP/1.1 has it. */
  byte[] bytes() {
    StringBuilder head = new StringBuilder(verb + " " + target + " HTTP/1.1\r\n");
    for (Line line : lines) {
      head.append(line.name()).append(": ").append(line.value()).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(ISO_8859_1));
    all.writeBytes(body);
    return all.toByteArray();
  }
}
