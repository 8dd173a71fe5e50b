package dev.waybill.app;

import dev.waybill.protocol.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Arguments as they are typed: {@code key=value} is a string unless the tool's schema says
 * otherwise, {@code key:=json} is JSON, and {@code a.b=value} goes inside.
 */
final class KeyValues {
  private KeyValues() {}

  /**
   * @param schema the tool's input schema, or an empty object
   * @throws IllegalArgumentException names the argument that cannot be read
   */
  static ObjectNode read(List<String> words, JsonNode schema) {
    ObjectNode arguments = Json.mapper().createObjectNode();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "an argument is key=value or key:=json, and \"" + word + "\" is neither");
      }
      boolean isJson = word.charAt(equals - 1) == ':';
      String key = word.substring(0, isJson ? equals - 1 : equals);
      String value = word.substring(equals + 1);
      List<String> path = schema.path("properties").has(key) ? List.of(key) : path(key);
      JsonNode type = schema;
      ObjectNode place = arguments;
      for (int i = 0; i < path.size(); i++) {
        type = type.path("properties").path(path.get(i));
        if (i < path.size() - 1) {
          place = place.withObjectProperty(path.get(i));
        }
      }
      place.set(path.getLast(), isJson ? json(key, value) : typed(value, type));
    }
    return arguments;
  }

  private static List<String> path(String key) {
    List<String> path = List.of(key.split("\\."));
    return path.isEmpty() || path.stream().anyMatch(String::isEmpty) ? List.of(key) : path;
  }

  private static JsonNode json(String key, String value) {
    try {
      return Json.mapper().readTree(value);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("\"" + key + "\" is not JSON", e);
    }
  }

  private static JsonNode typed(String value, JsonNode schema) {
    var nodes = Json.mapper().getNodeFactory();
    return switch (schema.path("type").asString("")) {
      case "array", "object" -> jsonOrText(value);
      // What does not fit is left for the server to say.
      case "boolean" ->
          switch (value) {
            case "y", "yes", "true" -> nodes.booleanNode(true);
            case "n", "no", "false" -> nodes.booleanNode(false);
            default -> nodes.stringNode(value);
          };
      case "integer", "number" -> number(value).orElseGet(() -> nodes.stringNode(value));
      default -> nodes.stringNode(value);
    };
  }

  private static JsonNode jsonOrText(String value) {
    try {
      return Json.mapper().readTree(value);
    } catch (JacksonException e) {
      return Json.mapper().getNodeFactory().stringNode(value);
    }
  }

  static Optional<JsonNode> number(String word) {
    try {
      BigDecimal number = new BigDecimal(word);
      return Optional.of(
          number.scale() <= 0 && number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
              ? Json.mapper().getNodeFactory().numberNode(number.longValue())
              : Json.mapper().getNodeFactory().numberNode(number));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
