package dev.waybill.discovery;

import dev.waybill.protocol.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value that whoever connects has to supply, or finds there already (schema, Input).
 *
 * @param isRequired whether the connection needs it
 * @param isSecret whether it is a password, token or the like
 * @param format {@code string}, {@code number}, {@code boolean} or {@code filepath}
 * @param defaultValue what is taken when nothing is supplied
 * @param placeholder an example for a form to show
 * @param value what is taken whatever is supplied; may name variables in {@code {braces}}
 * @param choices what may be supplied; empty for anything
 */
public record Input(
    @Nullable String description,
    boolean isRequired,
    boolean isSecret,
    @Nullable String format,
    @Nullable String defaultValue,
    @Nullable String placeholder,
    @Nullable String value,
    List<String> choices) {

  /** Nothing is known of it but that it may be supplied. */
  public static final Input ANY = new Input(null, false, false, null, null, null, null, List.of());

  public Input {
    choices = List.copyOf(choices);
  }

  /** One that the connection needs. */
  public static Input required(String description) {
    return new Input(description, true, false, null, null, null, null, List.of());
  }

  /** One that the connection needs and nobody else may see. */
  public static Input secret(String description) {
    return new Input(description, true, true, null, null, null, null, List.of());
  }

  /** One that may be left out, for something else is taken then. */
  public static Input withDefault(String description, String defaultValue) {
    return new Input(description, false, false, null, defaultValue, null, null, List.of());
  }

  /** The same with a value that is taken whatever is supplied. */
  public Input preset(String template) {
    return new Input(
        description, isRequired, isSecret, format, defaultValue, placeholder, template, choices);
  }

  /** The same with the only values that may be supplied. */
  public Input oneOf(String... values) {
    return new Input(
        description,
        isRequired,
        isSecret,
        format,
        defaultValue,
        placeholder,
        value,
        List.of(values));
  }

  /** Why a value cannot be taken for this input, where it cannot: {@code is not a number}. */
  public Optional<String> refusal(String given) {
    if (given.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("holds a control character");
    }
    if (!choices.isEmpty() && !choices.contains(given)) {
      return Optional.of("is none of " + choices);
    }
    if ("number".equals(format) && !given.matches("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?")) {
      return Optional.of("is not a number");
    }
    if ("boolean".equals(format) && !given.matches("true|false")) {
      return Optional.of("is neither true nor false");
    }
    return Optional.empty();
  }

  void writeTo(ObjectNode json) {
    put(json, "description", description);
    if (isRequired) {
      json.put("isRequired", true);
    }
    if (isSecret) {
      json.put("isSecret", true);
    }
    put(json, "format", format);
    put(json, "default", defaultValue);
    put(json, "placeholder", placeholder);
    put(json, "value", value);
    if (!choices.isEmpty()) {
      json.set("choices", Json.mapper().valueToTree(choices));
    }
  }

  static void put(ObjectNode json, String member, @Nullable String text) {
    if (text != null) {
      json.put(member, text);
    }
  }

  /** From JSON that {@link CardRules} found to be sound. */
  static Input of(JsonNode json) {
    return new Input(
        text(json, "description"),
        json.path("isRequired").asBoolean(false),
        json.path("isSecret").asBoolean(false),
        text(json, "format"),
        text(json, "default"),
        text(json, "placeholder"),
        text(json, "value"),
        texts(json, "choices"));
  }

  static @Nullable String text(JsonNode json, String member) {
    JsonNode value = json.get(member);
    return value == null || !value.isString() ? null : value.stringValue();
  }

  static List<String> texts(JsonNode json, String member) {
    return json.path(member).valueStream().map(JsonNode::stringValue).toList();
  }
}
