package dev.waybill.app;

import dev.waybill.client.Elicitation;
import dev.waybill.client.FormField;
import dev.waybill.protocol.ElicitResult;
import dev.waybill.protocol.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Has a form filled in, field by field; what does not fit is asked for once more. */
record FormPrompt(BufferedReader in, PrintWriter out) {
  private static final int MOST_OPTIONS = 50;

  ElicitResult fill(Elicitation.Form form) throws IOException {
    List<FormField> fields;
    try {
      fields = form.fields();
    } catch (IllegalArgumentException e) {
      out.println("  It is declined: " + Plain.text(String.valueOf(e.getMessage())));
      return form.decline();
    }
    out.println("(an empty line takes what is in brackets; \"!\" declines, \"!!\" cancels)");
    while (true) {
      ObjectNode filled = Json.mapper().createObjectNode();
      for (FormField field : fields) {
        Said said = ask(field);
        switch (said) {
          case Said.Declined d -> {
            return form.decline();
          }
          case Said.Cancelled c -> {
            return form.cancel();
          }
          case Said.Value(JsonNode value) -> {
            if (value != null) {
              filled.set(field.about().name(), value);
            }
          }
        }
      }
      try {
        return form.accept(filled);
      } catch (IllegalArgumentException e) {
        out.println("  " + Plain.text(String.valueOf(e.getMessage())) + ". Once more:");
      }
    }
  }

  /** What came of one field; no value for one that was left out. */
  private sealed interface Said {
    record Value(@Nullable JsonNode value) implements Said {}

    record Declined() implements Said {}

    record Cancelled() implements Said {}
  }

  private Said ask(FormField field) throws IOException {
    showOptions(field);
    while (true) {
      out.print("  " + label(field) + ": ");
      out.flush();
      String typed = line(in);
      if (typed.equals("!")) {
        return new Said.Declined();
      }
      if (typed.equals("!!")) {
        return new Said.Cancelled();
      }
      if (typed.isEmpty() && (field.proposed().isPresent() || !field.about().required())) {
        return new Said.Value(field.proposed().orElse(null));
      }
      try {
        return new Said.Value(field.read(typed));
      } catch (IllegalArgumentException e) {
        out.println("    " + Plain.text(String.valueOf(e.getMessage())));
      }
    }
  }

  private void showOptions(FormField field) {
    List<FormField.Option> options = options(field);
    for (int i = 0; i < Math.min(options.size(), MOST_OPTIONS); i++) {
      FormField.Option option = options.get(i);
      String title = option.title().equals(option.value()) ? "" : "  " + option.title();
      out.println("    %2d  %s".formatted(i + 1, ServerCommands.line(option.value() + title)));
    }
    if (options.size() > MOST_OPTIONS) {
      out.println("    and " + (options.size() - MOST_OPTIONS) + " more");
    }
  }

  private static List<FormField.Option> options(FormField field) {
    return switch (field) {
      case FormField.Choice choice -> choice.options();
      case FormField.Choices choices -> choices.options();
      case FormField.Text t -> List.of();
      case FormField.Numeric n -> List.of();
      case FormField.Flag f -> List.of();
    };
  }

  /** The title, what is wanted, and what an empty line takes. */
  private static String label(FormField field) {
    FormField.About about = field.about();
    List<String> hints = new ArrayList<>();
    if (about.description() != null) {
      hints.add(about.description());
    }
    hints.add(wanted(field));
    hints.add(about.required() ? "" : "may be left out");
    hints.removeIf(String::isEmpty);
    String label = about.title() + (hints.isEmpty() ? "" : " (" + String.join("; ", hints) + ")");
    String proposed = field.proposed().map(FormPrompt::shown).map(p -> " [" + p + "]").orElse("");
    return Plain.text(label + proposed).replace('\n', ' ');
  }

  private static String wanted(FormField field) {
    return switch (field) {
      case FormField.Text text -> {
        FormField.Format format = text.format();
        String length = bounds(text.leastLength(), text.mostLength(), " characters");
        yield format == null ? length : format.wireName() + (length.isEmpty() ? "" : ", " + length);
      }
      case FormField.Numeric number -> {
        String bounds = bounds(number.least(), number.most(), "");
        yield (number.whole() ? "whole number" : "number")
            + (bounds.isEmpty() ? "" : ", " + bounds);
      }
      case FormField.Flag flag -> "yes or no";
      case FormField.Choice choice -> "one of these";
      case FormField.Choices choices -> {
        String bounds = bounds(choices.least(), choices.most(), "");
        yield "some of these, commas between" + (bounds.isEmpty() ? "" : ", " + bounds);
      }
    };
  }

  private static String bounds(@Nullable Number least, @Nullable Number most, String unit) {
    boolean from = least != null && !least.equals(0);
    if (!from) {
      return most == null ? "" : "at most " + most + unit;
    }
    return most == null ? "at least " + least + unit : least + " to " + most + unit;
  }

  private static String shown(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue() ? "yes" : "no";
    }
    return value.isArray()
        ? String.join(", ", value.valueStream().map(one -> one.asString("")).toList())
        : value.asString("");
  }

  static String line(BufferedReader from) throws IOException {
    return Optional.ofNullable(from.readLine())
        .orElseThrow(() -> new IOException("the input ended"))
        .strip();
  }
}
