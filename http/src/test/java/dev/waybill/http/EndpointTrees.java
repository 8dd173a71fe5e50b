package dev.waybill.http;

import dev.waybill.protocol.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Changes JSON trees at random, with an eye for what readers of JSON get wrong. */
final class EndpointTrees {
  private static final JsonNodeFactory NODES = Json.mapper().getNodeFactory();
  private static final String[] STRINGS = {
    "",
    " ",
    "\0",
    "\n",
    "\"",
    "\\",
    "é",
    "日本",
    "\ud83d\ude00",
    "\ufeff",
    "\u202e",
    "../../etc/passwd",
    "tools/call",
    "tools/list",
    "initialize",
    "ping",
    "subscriptions/listen",
    "echo",
    "deploy",
    "order",
    "2025-11-25",
    "2026-07-28",
    "memo://one",
    "note:///a%2Fb",
    "note:///%zz",
    "__proto__",
    "accept",
    "decline",
    "cancel",
    "1e999",
    "NaN",
    "-0",
    "null"
  };
  private static final String[] NUMBERS = {
    "0",
    "-0.0",
    "-1",
    "1.0",
    "1.5",
    "1e2",
    "2147483648",
    "9007199254740993",
    "9223372036854775808",
    "-9223372036854775809",
    "1e309",
    "-1e309",
    "1e-400",
    "1e999999999",
    "1e-999999999",
    "0.1e-5"
  };
  private static final String[] MEMBERS = {
    "id",
    "method",
    "params",
    "jsonrpc",
    "name",
    "uri",
    "arguments",
    "_meta",
    "cursor",
    "requestState",
    "inputResponses",
    "progressToken",
    "io.modelcontextprotocol/logLevel",
    "result",
    "error",
    "",
    "\ud83d\ude00"
  };

  private final RandomGenerator random;

  EndpointTrees(RandomGenerator random) {
    this.random = random;
  }

  /** Changes one place. */
  void change(ObjectNode tree, ObjectNode other) {
    switch (any(containers(tree))) {
      case ObjectNode object -> changeMember(object, other);
      case ArrayNode array -> changeItem(array, other);
      default -> {}
    }
  }

  private void changeMember(ObjectNode object, JsonNode other) {
    List<String> names = List.copyOf(object.propertyNames());
    if (names.isEmpty()) {
      object.set(MEMBERS[random.nextInt(MEMBERS.length)], value(other));
      return;
    }
    String name = any(names);
    JsonNode value = object.get(name);
    switch (random.nextInt(8)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(name + "x", object.remove(name));
      case 2 -> object.set(MEMBERS[random.nextInt(MEMBERS.length)], value(other));
      case 3 -> object.set(name, object.get(any(names)).deepCopy());
      case 4 -> object.set(name, wrapped(value));
      case 5 -> object.set(name, odd(value));
      default -> object.set(name, value(other));
    }
  }

  private void changeItem(ArrayNode array, JsonNode other) {
    if (array.isEmpty() || random.nextInt(3) == 0) {
      array.add(value(other));
      return;
    }
    int at = random.nextInt(array.size());
    switch (random.nextInt(4)) {
      case 0 -> array.remove(at);
      case 1 -> array.add(array.get(at).deepCopy());
      case 2 -> array.set(at, wrapped(array.get(at)));
      default -> array.set(at, value(other));
    }
  }

  /** A value of any type. */
  private JsonNode value(JsonNode other) {
    return switch (random.nextInt(10)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.objectNode();
      case 3 -> NODES.arrayNode();
      case 4, 5 -> number();
      case 6, 7 -> NODES.stringNode(STRINGS[random.nextInt(STRINGS.length)]);
      case 8 -> any(containers(other)).deepCopy();
      default -> NODES.stringNode(any(List.of("x", "é", "\\", "/")).repeat(random.nextInt(5_000)));
    };
  }

  private JsonNode number() {
    String text = NUMBERS[random.nextInt(NUMBERS.length)];
    return random.nextInt(20) == 0
        ? NODES.numberNode(BigInteger.TEN.pow(random.nextInt(1_100)))
        : NODES.numberNode(new BigDecimal(text));
  }

  /** Much like the value, and yet another. */
  private JsonNode odd(JsonNode value) {
    if (value.isString() && !value.stringValue().isEmpty()) {
      String text = value.stringValue();
      int at = random.nextInt(text.length());
      return NODES.stringNode(
          switch (random.nextInt(4)) {
            case 0 -> text.substring(at);
            case 1 -> text + STRINGS[random.nextInt(STRINGS.length)];
            case 2 -> text.toUpperCase(java.util.Locale.ROOT);
            default ->
                text.substring(0, at) + (char) random.nextInt(0xd800) + text.substring(at + 1);
          });
    }
    return value.isNumber() ? number() : wrapped(value);
  }

  private JsonNode wrapped(JsonNode value) {
    JsonNode result = value.deepCopy();
    for (int depth = 1 + random.nextInt(random.nextInt(10) == 0 ? 80 : 3); depth > 0; depth--) {
      result =
          random.nextBoolean()
              ? NODES.arrayNode().add(result)
              : NODES.objectNode().set("a", result);
    }
    return result;
  }

  private static List<JsonNode> containers(JsonNode tree) {
    List<JsonNode> found = new ArrayList<>();
    collect(tree, found);
    return found;
  }

  private static void collect(JsonNode node, List<JsonNode> found) {
    if (node.isContainer()) {
      found.add(node);
      node.forEach(child -> collect(child, found));
    }
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
