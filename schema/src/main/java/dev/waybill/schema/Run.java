package dev.waybill.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One validation on its way. The first pass only answers yes or no and stops at the first no; the
 * second, for values that failed, collects what was expected where.
 */
final class Run {
  private static final int MOST_VIOLATIONS = 50;
  private static final int LONGEST_VALUE = 80;
  private static final int LONGEST_REASON = 300;

  final Budget budget;
  private final Deque<String> path = new ArrayDeque<>();
  private final List<Violation> violations = new ArrayList<>();
  private boolean collecting;

  Run(int steps, boolean collecting) {
    this(new Budget(steps), collecting);
  }

  private Run(Budget budget, boolean collecting) {
    this.budget = budget;
    this.collecting = collecting;
  }

  /** Whether to go on after a failure. */
  boolean collecting() {
    return collecting;
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** Notes a failure here; always false, so that a check can return it. */
  boolean fail(String expected, JsonNode actual) {
    return collecting && note("", expected + " (was " + shown(actual) + ")");
  }

  boolean fail(String expected) {
    return collecting && note("", expected);
  }

  /** Notes a failure at a place beneath that need not exist. */
  boolean failAt(String name, String expected) {
    return collecting && note("/" + Subschemas.escape(name), expected);
  }

  /** Checks a value beneath this one. */
  boolean inside(String name, JsonNode value, Check check) {
    budget.enter();
    if (collecting) {
      path.addLast("/" + Subschemas.escape(name));
    }
    boolean passed = check.passes(value, this);
    if (collecting) {
      path.removeLast();
    }
    budget.leave();
    return passed;
  }

  boolean inside(int index, JsonNode value, Check check) {
    return inside(collecting ? Integer.toString(index) : "", value, check);
  }

  /** Checks the same value, without noting failures: for the branches of a choice. */
  boolean quietly(JsonNode value, Check check) {
    boolean before = collecting;
    collecting = false;
    budget.enter();
    boolean passed = check.passes(value, this);
    budget.leave();
    collecting = before;
    return passed;
  }

  /** The first thing a check expects of a value that fails it. */
  String reason(JsonNode value, Check check) {
    Run apart = new Run(budget, true);
    budget.enter();
    check.passes(value, apart);
    budget.leave();
    String reason = apart.violations.getFirst().toString();
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
  }

  /** Notes that validation stopped. */
  void stopped(Budget.Exhausted reason) {
    violations.add(reason.violation());
  }

  private boolean note(String beneath, String expected) {
    if (violations.size() < MOST_VIOLATIONS) {
      Violation violation = new Violation(String.join("", path) + beneath, expected);
      if (!violations.contains(violation)) {
        violations.add(violation);
      }
    }
    return false;
  }

  static String shown(JsonNode value) {
    if (value.isObject()) {
      return "an object";
    }
    if (value.isArray()) {
      return "an array of " + value.size();
    }
    String text = value.toString();
    return text.length() <= LONGEST_VALUE
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_VALUE / 2)) + "…";
  }
}
