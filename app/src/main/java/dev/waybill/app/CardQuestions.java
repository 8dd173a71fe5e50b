package dev.waybill.app;

import dev.waybill.discovery.DiscoveryException;
import dev.waybill.discovery.Input;
import dev.waybill.discovery.Inputs;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Asks on the terminal for what one card wants. Secrets are not seen while they are typed. */
final class CardQuestions implements Inputs {
  private final Typing typing;
  private final PrintWriter out;
  private final Map<String, Optional<String>> answers = new HashMap<>();

  /** What somebody types, line by line. */
  interface Typing {
    /**
     * @return empty when nothing more comes
     */
    Optional<String> line(boolean hidden);
  }

  /**
   * @param out where questions are shown; not where results go
   */
  CardQuestions(Typing typing, PrintWriter out) {
    this.typing = typing;
    this.out = out;
  }

  @Override
  public Optional<String> supply(Wanted wanted) {
    Optional<String> known = answers.get(wanted.name());
    if (known == null) {
      known = ask(wanted);
      answers.put(wanted.name(), known);
    }
    return known;
  }

  private Optional<String> ask(Wanted wanted) {
    Input input = wanted.input();
    boolean mayBeEmpty = !input.isRequired() || input.defaultValue() != null;
    while (true) {
      out.print(label(wanted));
      out.flush();
      String said =
          typing
              .line(input.isSecret())
              .orElseThrow(() ->
                  new DiscoveryException(
                      "The input ended before \"" + Plain.text(wanted.name()) + "\" was given"))
              .strip();
      if (said.isEmpty() && mayBeEmpty) {
        return Optional.empty();
      }
      Optional<String> refusal = said.isEmpty() ? Optional.of("is needed") : input.refusal(said);
      if (refusal.isEmpty()) {
        return Optional.of(said);
      }
      out.println("  It " + Plain.text(refusal.get()) + ". Once more:");
    }
  }

  private static String label(Wanted wanted) {
    Input input = wanted.input();
    StringBuilder label = new StringBuilder("  " + Plain.text(wanted.name()));
    if (input.description() != null) {
      label.append(" (").append(Plain.text(input.description())).append(")");
    }
    if (!input.choices().isEmpty()) {
      label.append(" ").append(Plain.text(String.join("|", input.choices())));
    }
    if (input.defaultValue() != null) {
      String taken = input.isSecret() ? "as the card has it" : Plain.text(input.defaultValue());
      label.append(" [").append(taken).append("]");
    } else if (input.placeholder() != null) {
      label.append(", like ").append(Plain.text(input.placeholder()));
    } else if (!input.isRequired()) {
      label.append(" [none]");
    }
    return label.append(input.isSecret() ? ", not shown: " : ": ").toString();
  }
}
