package dev.waybill.client;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A field of a form as the server asks for it (client/elicitation, Requested Schema): what to show
 * for it, and what it takes. Names, titles and descriptions are the server's words, so not to be
 * trusted.
 */
public sealed interface FormField {
  /** What every field has. */
  About about();

  /** The value the server proposes, if it does. */
  Optional<JsonNode> proposed();

  /**
   * What was typed, as the value it stands for.
   *
   * @throws IllegalArgumentException says what was expected
   */
  default JsonNode read(String typed) {
    JsonNode value = FieldWords.value(this, typed);
    problem(value)
        .ifPresent(problem -> {
          throw new IllegalArgumentException(problem);
        });
    return value;
  }

  /** What is wrong with a value, such as {@code expected at most 5}; empty when nothing is. */
  default Optional<String> problem(JsonNode value) {
    return FieldRules.problem(this, value);
  }

  /**
   * What every field has.
   *
   * @param title the name where the server gives none
   * @param required whether the form is incomplete without it
   */
  record About(String name, String title, @Nullable String description, boolean required) {}

  /**
   * Text on one or more lines.
   *
   * @param leastLength in characters
   * @param mostLength in characters; null for no limit
   */
  record Text(
      About about,
      int leastLength,
      @Nullable Integer mostLength,
      @Nullable Format format,
      @Nullable String proposal)
      implements FormField {
    @Override
    public Optional<JsonNode> proposed() {
      return Optional.ofNullable(proposal).map(JsonNodeFactory.instance::stringNode);
    }
  }

  /** What a text must look like. */
  enum Format {
    EMAIL,
    URI,
    DATE,
    DATE_TIME;

    /** As schemas write it: {@code date-time}. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A number.
   *
   * @param whole whether it has no fraction
   */
  record Numeric(
      About about,
      boolean whole,
      @Nullable BigDecimal least,
      @Nullable BigDecimal most,
      @Nullable BigDecimal proposal)
      implements FormField {
    @Override
    public Optional<JsonNode> proposed() {
      return Optional.ofNullable(proposal).map(number -> FieldWords.number(number, whole));
    }
  }

  /** Yes or no. */
  record Flag(About about, @Nullable Boolean proposal) implements FormField {
    @Override
    public Optional<JsonNode> proposed() {
      return Optional.ofNullable(proposal).map(JsonNodeFactory.instance::booleanNode);
    }
  }

  /** One of several values. */
  record Choice(About about, List<Option> options, @Nullable String proposal) implements FormField {
    public Choice {
      options = List.copyOf(options);
    }

    @Override
    public Optional<JsonNode> proposed() {
      return Optional.ofNullable(proposal).map(JsonNodeFactory.instance::stringNode);
    }
  }

  /**
   * Any of several values.
   *
   * @param least how many at least
   * @param most how many at most; null for no limit
   * @param proposal null when the server proposes nothing, which is not the same as none of them
   */
  record Choices(
      About about,
      List<Option> options,
      int least,
      @Nullable Integer most,
      @Nullable List<String> proposal)
      implements FormField {
    public Choices {
      options = List.copyOf(options);
      proposal = proposal == null ? null : List.copyOf(proposal);
    }

    @Override
    public Optional<JsonNode> proposed() {
      return Optional.ofNullable(proposal)
          .map(values -> {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            values.forEach(array::add);
            return array;
          });
    }
  }

  /**
   * A value that can be chosen.
   *
   * @param title what to show for it; the value where the server gives none
   */
  record Option(String value, String title) {}
}
