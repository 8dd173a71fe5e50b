package dev.waybill.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.protocol.HeaderCodec;
import dev.waybill.protocol.Headers;
import dev.waybill.protocol.Json;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes odd messages of good ones; the same ones for the same random numbers. */
final class EndpointMutator {
  private static final String[] TOKENS = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "null",
    "true",
    "-",
    "1e9",
    "\\u0000",
    "\\ud800",
    "//",
    "\"id\":1,",
    "\"params\":{},",
    "\u0000",
    "\u00ff",
    "\u00c3\u00a9",
    "\u00ed\u00a0\u0080",
    "\r\n"
  };
  private static final String[] VALUES = {
    "",
    " ",
    "0",
    "-1",
    "1, 1",
    "*/*",
    "application/json;q=0",
    "=?base64??=",
    "=?base64?AAAA?=",
    "=?base64?/////w==?=",
    "2025-11-25",
    "2026-07-28",
    "tools/call",
    "echo",
    "null",
    "a\tb",
    "é",
    "chunked",
    "identity",
    "gzip",
    "close",
    "localhost:99999",
    "[::1]",
    "https://evil.example",
    "%00"
  };
  private static final String[] NAMES = {
    "Accept",
    "Content-Type",
    "Host",
    "Origin",
    "Mcp-Name",
    "Mcp-Method",
    "MCP-Protocol-Version",
    "Mcp-Param-Region",
    "Mcp-Param-Priority",
    "Mcp-Session-Id",
    "Last-Event-ID",
    "Authorization",
    "Content-Encoding",
    "Connection",
    "Cookie",
    "Expect",
    "X-Forwarded-For",
    "Range",
    "TE",
    "Via"
  };
  private static final String[] FRAMING = {
    "Content-Length: 0",
    "Content-Length: 5",
    "Content-Length: 99999",
    "Content-Length: -1",
    "Content-Length: 99999999999999999999",
    "Content-Length: 1, 2",
    "Content-Length: +7",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: chunked\r\nContent-Length: 10",
    "Transfer-Encoding : chunked",
    "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
    "Upgrade: websocket\r\nConnection: Upgrade",
    " folded: line",
    ": no name",
    "no colon"
  };

  private final RandomGenerator random;
  private final List<EndpointMessage> corpus;
  private final EndpointTrees trees;

  /** What was done to a message; it decides what must come back. */
  enum Kind {
    JSON,
    BODY,
    HEADER,
    FRAMING,
    HEAD
  }

  /** A message as it goes on the wire. */
  record Mutant(Kind kind, byte[] bytes, byte[] body) {
    @Override
    public String toString() {
      return kind + " " + new String(bytes, ISO_8859_1);
    }
  }

  EndpointMutator(RandomGenerator random, List<EndpointMessage> corpus) {
    this.random = random;
    this.corpus = corpus;
    this.trees = new EndpointTrees(random);
  }

  Mutant next() {
    EndpointMessage message = any(corpus);
    int dice = random.nextInt(1000);
    if (dice < 600) {
      return mutant(Kind.JSON, json(message));
    }
    if (dice < 800) {
      return mutant(Kind.BODY, message.body(bytes(message.body())));
    }
    if (dice < 970) {
      return mutant(Kind.HEADER, header(dice % 2 == 0 ? message : json(message)));
    }
    if (dice < 985) {
      byte[] head = message.bytes();
      String text = new String(head, ISO_8859_1);
      String framed =
          text.replaceFirst(
              "Content-Length: \\d+",
              FRAMING[random.nextInt(FRAMING.length)].replace("\\", "\\\\"));
      return new Mutant(Kind.FRAMING, framed.getBytes(ISO_8859_1), message.body());
    }
    byte[] all = message.bytes();
    int headLength = all.length - message.body().length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes(java.util.Arrays.copyOf(all, headLength)));
    out.write(all, headLength, message.body().length);
    return new Mutant(Kind.HEAD, out.toByteArray(), message.body());
  }

  private static Mutant mutant(Kind kind, EndpointMessage message) {
    return new Mutant(kind, message.bytes(), message.body());
  }

  private EndpointMessage json(EndpointMessage message) {
    ObjectNode tree = (ObjectNode) Json.parse(message.body());
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      trees.change(tree, (ObjectNode) Json.parse(any(corpus).body()));
    }
    EndpointMessage changed = message.body(Json.mapper().writeValueAsString(tree).getBytes(UTF_8));
    // Mostly the headers follow, so that the message gets further than the check of its headers.
    return random.nextInt(10) < 7 ? following(changed, tree) : changed;
  }

  private static EndpointMessage following(EndpointMessage message, JsonNode tree) {
    EndpointMessage result = message;
    String method = tree.path("method").stringValue("");
    if (!method.isEmpty() && HeaderCodec.encode(method).equals(method)) {
      result = result.header(Headers.METHOD, method);
    }
    JsonNode params = tree.path("params");
    JsonNode name = params.path("name").isString() ? params.path("name") : params.path("uri");
    if (name.isString()) {
      result = result.header(Headers.NAME, encoded(name.stringValue()));
    }
    for (Map.Entry<String, String> parameter :
        Map.of("region", "Region", "priority", "Priority", "dryRun", "Dry-Run").entrySet()) {
      JsonNode value = params.path("arguments").path(parameter.getKey());
      String header = Headers.PARAM_PREFIX + parameter.getValue();
      result = result.without(header);
      if (value.isString()) {
        result = result.header(header, encoded(value.stringValue()));
      } else if (value.isNumber() || value.isBoolean()) {
        result = result.header(header, value.toString());
      }
    }
    return result;
  }

  /** Short enough for the limit of headers. */
  private static String encoded(String value) {
    return HeaderCodec.encode(value.length() > 2_000 ? value.substring(0, 2_000) : value);
  }

  private EndpointMessage header(EndpointMessage message) {
    EndpointMessage.Line line = any(message.lines());
    String value = VALUES[random.nextInt(VALUES.length)];
    return switch (random.nextInt(8)) {
      case 0 -> message.without(line.name());
      case 1 -> message.also(line.name(), line.value());
      case 2 -> message.also(line.name(), value);
      case 3 -> message.header(line.name(), value);
      case 4 -> message.header(line.name(), line.value() + value);
      case 5 -> message.header(NAMES[random.nextInt(NAMES.length)], value);
      case 6 -> message.also("X-" + random.nextInt(), "x".repeat(random.nextInt(20_000)));
      default -> message.header(line.name(), cut(line.value()));
    };
  }

  private String cut(String value) {
    return value.substring(0, random.nextInt(value.length() + 1));
  }

  private byte[] bytes(byte[] good) {
    StringBuilder text = new StringBuilder(new String(good, ISO_8859_1));
    for (int changes = 1 + random.nextInt(4); changes > 0 && !text.isEmpty(); changes--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(random.nextInt(8) == 0 ? 80 : 4));
      switch (random.nextInt(7)) {
        case 0 -> text.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(8)));
        case 1 -> text.setCharAt(at, (char) random.nextInt(256));
        case 2 -> text.delete(at, end);
        case 3 -> text.insert(at, text.substring(at, end));
        case 4 -> text.insert(at, TOKENS[random.nextInt(TOKENS.length)]);
        case 5 -> text.setLength(at);
        default -> text.replace(at, end, TOKENS[random.nextInt(TOKENS.length)]);
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** Good messages of every method. */
  static List<EndpointMessage> corpus(String state) {
    List<EndpointMessage> all = new ArrayList<>();
    for (String list :
        List.of(
            "server/discover",
            "tools/list",
            "prompts/list",
            "resources/list",
            "resources/templates/list")) {
      all.add(EndpointMessage.of(list, "{}"));
    }
    String order =
        """
        {"title":"t","count":1,"color":"RED","parts":[{"name":"a","sizes":[1,2]}],"prices":{"a":1.5}}\
        """;
    EndpointMessage steps = EndpointMessage.call("steps", "{}");
    EndpointMessage deploy = EndpointMessage.call("deploy", "{\"env\":\"prod\"}");
    all.add(EndpointMessage.call("echo", "{\"text\":\"grüße\"}"));
    all.add(EndpointMessage.call("order", order));
    all.add(
        EndpointMessage.call("place", "{\"region\":\"north\",\"priority\":42,\"dryRun\":true}")
            .header("Mcp-Param-Region", "north")
            .header("Mcp-Param-Priority", "42")
            .header("Mcp-Param-Dry-Run", "true"));
    all.add(deploy);
    all.add(
        deploy.params(params -> {
          params.put("requestState", state);
          ObjectNode answer = params.putObject("inputResponses").putObject("approve");
          answer.put("action", "accept").putObject("content").put("approved", true);
        }));
    all.add(EndpointMessage.call("visit", "{}"));
    all.add(EndpointMessage.call("think", "{}"));
    all.add(EndpointMessage.call("several", "{}"));
    all.add(steps);
    all.add(steps.meta(meta -> meta.put("progressToken", "p")));
    all.add(
        EndpointMessage.of("prompts/get", "{\"name\":\"greet\",\"arguments\":{\"name\":\"a\"}}"));
    all.add(EndpointMessage.of("prompts/get", "{\"name\":\"asking\"}"));
    all.add(EndpointMessage.of("resources/read", "{\"uri\":\"memo://one\"}"));
    all.add(EndpointMessage.of("resources/read", "{\"uri\":\"memo://asking\"}"));
    all.add(EndpointMessage.of("resources/read", "{\"uri\":\"note:///caf%C3%A9\"}"));
    all.add(completion("\"ref/prompt\",\"name\":\"greet\""));
    all.add(completion("\"ref/resource\",\"uri\":\"note:///{name}\""));
    all.add(
        EndpointMessage.of(
            "subscriptions/listen",
            "{\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"memo://one\"]}}"));
    all.add(
        EndpointMessage.of("notifications/cancelled", "{\"requestId\":1}")
            .json(message -> message.remove("id")));
    return List.copyOf(all);
  }

  private static EndpointMessage completion(String reference) {
    return EndpointMessage.of(
        "completion/complete",
        "{\"ref\":{\"type\":" + reference + "},\"argument\":{\"name\":\"name\",\"value\":\"v\"}}");
  }
}
