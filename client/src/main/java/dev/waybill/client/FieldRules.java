package dev.waybill.client;

import dev.waybill.client.FormField.Format;
import dev.waybill.client.FormField.Option;
import java.math.BigDecimal;
import java.net.URI;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the fields of a form take. Formats are checked too, which JSON Schema leaves to whoever
 * reads it.
 */
final class FieldRules {
  private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@.]+(\\.[^\\s@.]+)*");
  private static final int MOST_SHOWN = 10;

  private FieldRules() {}

  static Optional<String> problem(FormField field, JsonNode value) {
    return Optional.ofNullable(
        switch (field) {
          case FormField.Text text -> text(text, value);
          case FormField.Numeric number -> number(number, value);
          case FormField.Flag flag -> value.isBoolean() ? null : "expected yes or no";
          case FormField.Choice choice -> choice(choice.options(), value);
          case FormField.Choices choices -> choices(choices, value);
        });
  }

  private static @Nullable String text(FormField.Text field, JsonNode value) {
    if (!value.isString()) {
      return "expected a text";
    }
    String text = value.stringValue();
    int length = text.codePointCount(0, text.length());
    Integer most = field.mostLength();
    if (length < field.leastLength()) {
      return "expected at least " + field.leastLength() + " characters";
    }
    if (most != null && length > most) {
      return "expected at most " + most + " characters";
    }
    Format format = field.format();
    return format == null || isOf(format, text) ? null : expected(format);
  }

  private static boolean isOf(Format format, String text) {
    try {
      return switch (format) {
        case EMAIL -> EMAIL.matcher(text).matches();
        case URI -> URI.create(text).isAbsolute();
        case DATE -> !LocalDate.parse(text).equals(LocalDate.MIN);
        case DATE_TIME -> !OffsetDateTime.parse(text).equals(OffsetDateTime.MIN);
      };
    } catch (DateTimeException | IllegalArgumentException e) {
      return false;
    }
  }

  private static String expected(Format format) {
    return switch (format) {
      case EMAIL -> "expected an e-mail address such as ada@example.com";
      case URI -> "expected an address such as https://example.com/";
      case DATE -> "expected a date such as 2026-12-31";
      case DATE_TIME -> "expected a date and time such as 2026-12-31T09:30:00Z";
    };
  }

  private static @Nullable String number(FormField.Numeric field, JsonNode value) {
    if (!value.isNumber()) {
      return field.whole() ? "expected a whole number" : "expected a number";
    }
    BigDecimal number = value.decimalValue();
    if (field.whole() && number.stripTrailingZeros().scale() > 0) {
      return "expected a whole number";
    }
    BigDecimal least = field.least();
    BigDecimal most = field.most();
    if (least != null && number.compareTo(least) < 0) {
      return "expected at least " + least;
    }
    return most != null && number.compareTo(most) > 0 ? "expected at most " + most : null;
  }

  private static @Nullable String choice(List<Option> options, JsonNode value) {
    String given = value.isString() ? value.stringValue() : null;
    return options.stream().anyMatch(option -> option.value().equals(given))
        ? null
        : "expected one of " + shown(options);
  }

  private static @Nullable String choices(FormField.Choices field, JsonNode value) {
    if (!value.isArray()) {
      return "expected a list of " + shown(field.options());
    }
    Set<JsonNode> different = new HashSet<>();
    for (JsonNode one : value) {
      String problem = choice(field.options(), one);
      if (problem != null) {
        return problem;
      }
      if (!different.add(one)) {
        return "expected each at most once";
      }
    }
    Integer most = field.most();
    if (value.size() < field.least()) {
      return "expected at least " + field.least() + " of them";
    }
    return most != null && value.size() > most ? "expected at most " + most + " of them" : null;
  }

  private static String shown(List<Option> options) {
    String some =
        options.stream()
            .limit(MOST_SHOWN)
            .map(option -> Where.tidy(option.value()))
            .collect(Collectors.joining(", "));
    return options.size() > MOST_SHOWN ? some + ", …" : some;
  }
}
