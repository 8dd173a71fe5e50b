package dev.waybill.schema;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A compiled schema, or one of its keywords. */
interface Check {
  /**
   * Whether the value satisfies this; failures are noted in the run if it collects. Every call
   * spends steps.
   */
  boolean passes(JsonNode value, Run run);

  /**
   * Whether this is meant for such a value, judged by types and fixed texts alone: to explain a
   * choice that failed.
   */
  default boolean suits(JsonNode value) {
    return true;
  }

  /** The schema {@code true}. */
  record Anything() implements Check {
    @Override
    public boolean passes(JsonNode value, Run run) {
      return true;
    }
  }

  /** The schema {@code false}. */
  record Nothing() implements Check {
    @Override
    public boolean passes(JsonNode value, Run run) {
      return run.fail("is not allowed");
    }
  }

  /** All of several. */
  record All(List<Check> parts) implements Check {
    static Check of(List<Check> parts) {
      return switch (parts.size()) {
        case 0 -> new Anything();
        case 1 -> parts.getFirst();
        default -> new All(List.copyOf(parts));
      };
    }

    @Override
    @SuppressWarnings(
        "ForLoopReplaceableByForEach") // an iterator a call is what the hot path would allocate
    public boolean passes(JsonNode value, Run run) {
      boolean passed = true;
      for (int i = 0; i < parts.size(); i++) {
        run.budget.spend(1);
        if (!parts.get(i).passes(value, run)) {
          passed = false;
          if (!run.collecting()) {
            return false;
          }
        }
      }
      return passed;
    }

    @Override
    public boolean suits(JsonNode value) {
      return parts.stream().allMatch(p -> p.suits(value));
    }
  }

  /** At least one of several, or exactly one. */
  record Choice(List<Check> branches, boolean exactlyOne) implements Check {
    private static final int MOST_REASONS = 5;

    @Override
    public boolean passes(JsonNode value, Run run) {
      int matching = 0;
      for (Check branch : branches) {
        if (run.quietly(value, branch) && ++matching == (exactlyOne ? 2 : 1)) {
          break;
        }
      }
      if (matching == 1) {
        return true;
      }
      if (matching > 1) {
        return run.fail(
            "must satisfy exactly one of " + branches.size() + " alternatives, but satisfies more");
      }
      return run.collecting() && explain(value, run);
    }

    /**
     * What the branches meant for such a value expected: in full if it is one, else what each
     * expected first.
     */
    private boolean explain(JsonNode value, Run run) {
      List<Check> suiting = branches.stream().filter(b -> b.suits(value)).toList();
      if (suiting.size() == 1) {
        return suiting.getFirst().passes(value, run);
      }
      String reasons =
          (suiting.isEmpty() ? branches : suiting)
              .stream()
                  .limit(MOST_REASONS)
                  .map(b -> run.reason(value, b))
                  .distinct()
                  .collect(Collectors.joining("; or "));
      return run.fail("must satisfy one of " + branches.size() + " alternatives: " + reasons);
    }
  }

  /** The opposite of another. */
  record Not(Check inner) implements Check {
    @Override
    public boolean passes(JsonNode value, Run run) {
      return !run.quietly(value, inner) || run.fail("must not satisfy the schema under \"not\"");
    }
  }

  /**
   * A {@code $ref}; its target is set once everything is compiled, since schemas may be recursive.
   */
  final class Ref implements Check {
    private @Nullable Check target;

    void pointTo(Check check) {
      target = check;
    }

    @Override
    public boolean passes(JsonNode value, Run run) {
      run.budget.enter();
      boolean passed = Objects.requireNonNull(target, "compiled before use").passes(value, run);
      run.budget.leave();
      return passed;
    }

    @Override
    public boolean suits(JsonNode value) {
      return Objects.requireNonNull(target, "compiled before use").suits(value);
    }
  }
}
