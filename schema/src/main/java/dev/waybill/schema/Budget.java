package dev.waybill.schema;

/**
 * What one validation may still cost. Running out is a stackless error, caught where validation
 * began.
 */
final class Budget {
  /**
   * How deep checks may nest: a recursive schema follows the value's own nesting. Keeps far from
   * the stack's end.
   */
  static final int NESTING = 400;

  private static final int CHARACTERS_A_STEP = 16;

  private int steps;
  private int depth;
  private int characters;

  Budget(int steps) {
    this.steps = steps;
  }

  static final class Exhausted extends RuntimeException {
    static Exhausted steps() {
      return new Exhausted("the value takes more checks than the limit allows");
    }

    static Exhausted depth() {
      return new Exhausted("the value is nested deeper than " + NESTING + " checks can follow");
    }

    static Exhausted number() {
      return new Exhausted("must not hold a number beyond 1e10000 or finer than 1e-10000");
    }

    private final String reason;

    private Exhausted(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    /** Tells the caller that validation stopped, and why. */
    Violation violation() {
      return new Violation("", reason);
    }
  }

  void spend(int cost) {
    steps -= cost;
    if (steps < 0) {
      throw Exhausted.steps();
    }
  }

  void character() {
    if (++characters == CHARACTERS_A_STEP) {
      characters = 0;
      spend(1);
    }
  }

  void enter() {
    spend(1);
    if (++depth > NESTING) {
      throw Exhausted.depth();
    }
  }

  void leave() {
    depth--;
  }
}
