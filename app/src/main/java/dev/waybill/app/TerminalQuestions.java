package dev.waybill.app;

import dev.waybill.client.ElicitHandler;
import dev.waybill.client.Elicitation;
import dev.waybill.protocol.ElicitResult;
import dev.waybill.protocol.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks servers' questions in the terminal, one at a time. What is typed is always seen: a form must
 * not ask for secrets, and hiding the input would tell the user otherwise. Without a terminal every
 * question is dismissed.
 */
final class TerminalQuestions implements ElicitHandler {
  private final @Nullable BufferedReader in;
  private final PrintWriter out;
  private final ReentrantLock turn = new ReentrantLock();

  /**
   * @param in null when there is nobody to ask
   * @param out where questions are shown; not where results go
   */
  TerminalQuestions(@Nullable BufferedReader in, PrintWriter out) {
    this.in = in;
    this.out = out;
  }

  @Override
  public ElicitResult answer(Elicitation question) {
    if (in == null) {
      out.println("waybill: the server asks, and there is no terminal to answer in");
      return question.cancel();
    }
    turn.lock();
    try {
      out.println();
      out.println("The server asks: " + Plain.text(question.message()));
      return switch (question) {
        case Elicitation.Form form -> fill(form, in);
        case Elicitation.Page page -> visit(page, in);
      };
    } catch (IOException e) {
      return question.cancel();
    } finally {
      turn.unlock();
    }
  }

  private ElicitResult visit(Elicitation.Page page, BufferedReader from) throws IOException {
    out.println("It wants you to visit this page: " + Plain.text(page.url()));
    out.print("Open it yourself if you trust it. Did you? [y]es, [n]o, anything else cancels: ");
    out.flush();
    String said = line(from);
    return switch (said) {
      case "y", "yes" -> page.accept();
      case "n", "no" -> page.decline();
      default -> page.cancel();
    };
  }

  private ElicitResult fill(Elicitation.Form form, BufferedReader from) throws IOException {
    out.println("(an empty line takes what is in brackets; \"!\" declines, \"!!\" cancels)");
    while (true) {
      ObjectNode filled = Json.mapper().createObjectNode();
      for (var field : form.schema().path("properties").properties()) {
        JsonNode schema = field.getValue();
        out.print("  " + label(field.getKey(), schema) + ": ");
        out.flush();
        String said = line(from);
        if (said.equals("!")) {
          return form.decline();
        }
        if (said.equals("!!")) {
          return form.cancel();
        }
        if (!said.isEmpty()) {
          filled.set(field.getKey(), value(said, schema));
        }
      }
      try {
        return form.accept(filled);
      } catch (IllegalArgumentException e) {
        out.println("  " + Plain.text(String.valueOf(e.getMessage())) + ". Once more:");
      }
    }
  }

  private static String line(BufferedReader from) throws IOException {
    return Optional.ofNullable(from.readLine())
        .orElseThrow(() -> new IOException("the input ended"))
        .strip();
  }

  private static String label(String name, JsonNode schema) {
    StringBuilder label = new StringBuilder(Plain.text(schema.path("title").asString(name)));
    if (schema.path("description").isString()) {
      label.append(" (").append(Plain.text(schema.path("description").asString(""))).append(")");
    }
    List<String> choices = new ArrayList<>();
    schema.path("enum").forEach(choice -> choices.add(choice.asString("")));
    schema.path("oneOf").forEach(choice -> choices.add(choice.path("const").asString("")));
    if (!choices.isEmpty()) {
      label.append(" ").append(Plain.text(choices.toString()));
    }
    if (schema.has("default")) {
      label
          .append(" [")
          .append(Plain.text(schema.path("default").asString(schema.path("default").toString())))
          .append("]");
    }
    return label.toString();
  }

  /** What was typed, as the type the field has; what does not fit is left for the check to say. */
  static JsonNode value(String said, JsonNode schema) {
    var nodes = Json.mapper().getNodeFactory();
    return switch (schema.path("type").asString("")) {
      case "boolean" ->
          switch (said) {
            case "y", "yes", "true" -> nodes.booleanNode(true);
            case "n", "no", "false" -> nodes.booleanNode(false);
            default -> nodes.stringNode(said);
          };
      case "integer", "number" -> KeyValues.number(said).orElseGet(() -> nodes.stringNode(said));
      case "array" -> {
        var array = nodes.arrayNode();
        for (String part : said.split(",")) {
          array.add(part.strip());
        }
        yield array;
      }
      default -> nodes.stringNode(said);
    };
  }
}
