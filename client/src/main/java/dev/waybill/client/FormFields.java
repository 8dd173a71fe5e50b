package dev.waybill.client;

import dev.waybill.client.FormField.About;
import dev.waybill.client.FormField.Choice;
import dev.waybill.client.FormField.Choices;
import dev.waybill.client.FormField.Flag;
import dev.waybill.client.FormField.Format;
import dev.waybill.client.FormField.Option;
import dev.waybill.client.FormField.Text;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the fields of a form from its schema, which holds nothing but flat fields. */
final class FormFields {
  private static final int MOST = 1000;

  private FormFields() {}

  static List<FormField> of(ObjectNode schema) {
    JsonNode properties = schema.path("properties");
    if (!properties.isObject() || properties.size() > MOST) {
      throw broken("its \"properties\" are missing or more than " + MOST);
    }
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asString("")));
    List<FormField> fields = new ArrayList<>();
    for (var property : properties.properties()) {
      String name = property.getKey();
      fields.add(field(name, required.contains(name), property.getValue()));
    }
    return List.copyOf(fields);
  }

  private static FormField field(String name, boolean required, JsonNode schema) {
    About about =
        new About(
            name, schema.path("title").asString(name), text(schema.path("description")), required);
    return switch (schema.path("type").asString("")) {
      case "boolean" -> {
        JsonNode proposal = schema.path("default");
        yield new Flag(about, proposal.isBoolean() ? proposal.booleanValue() : null);
      }
      case "integer" -> number(about, true, schema);
      case "number" -> number(about, false, schema);
      case "array" -> {
        JsonNode proposal = schema.get("default");
        yield new Choices(
            about,
            options(name, schema.path("items")),
            schema.path("minItems").asInt(0),
            whole(schema.path("maxItems")),
            proposal == null ? null : proposal.valueStream().map(v -> v.asString("")).toList());
      }
      case "string" ->
          schema.has("enum") || schema.has("oneOf")
              ? new Choice(about, options(name, schema), text(schema.path("default")))
              : new Text(
                  about,
                  schema.path("minLength").asInt(0),
                  whole(schema.path("maxLength")),
                  format(schema.path("format").asString("")),
                  text(schema.path("default")));
      default -> throw broken("\"" + name + "\" is no text, number, boolean or choice");
    };
  }

  private static FormField number(About about, boolean whole, JsonNode schema) {
    return new FormField.Numeric(
        about,
        whole,
        decimal(schema.path("minimum")),
        decimal(schema.path("maximum")),
        decimal(schema.path("default")));
  }

  private static List<Option> options(String name, JsonNode schema) {
    List<Option> options = new ArrayList<>();
    for (String titled : List.of("oneOf", "anyOf")) {
      for (JsonNode option : schema.path(titled)) {
        String value = option.path("const").asString("");
        options.add(new Option(value, option.path("title").asString(value)));
      }
    }
    JsonNode titles = schema.path("enumNames");
    for (JsonNode plain : schema.path("enum")) {
      String value = plain.asString("");
      options.add(new Option(value, titles.path(options.size()).asString(value)));
    }
    if (options.isEmpty()) {
      throw broken("\"" + name + "\" offers nothing to choose from");
    }
    return options;
  }

  private static @Nullable Format format(String name) {
    for (Format format : Format.values()) {
      if (format.wireName().equals(name)) {
        return format;
      }
    }
    return null;
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.stringValue() : null;
  }

  private static @Nullable Integer whole(JsonNode node) {
    return node.isInt() ? node.intValue() : null;
  }

  private static @Nullable BigDecimal decimal(JsonNode node) {
    return node.isNumber() ? node.decimalValue() : null;
  }

  private static IllegalArgumentException broken(String what) {
    return new IllegalArgumentException(
        "the server's form cannot be shown: " + Where.tidy(what) + ". Decline it");
  }
}
