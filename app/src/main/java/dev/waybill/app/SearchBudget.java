package dev.waybill.app;

/**
 * Bounds what a regular expression may cost. {@link java.util.regex} backtracks without end on
 * patterns such as {@code (a+)+$}, but it can only do so by reading its input; so the input counts
 * the reads, and gives up when there were too many, when time is over or the thread is interrupted.
 */
final class SearchBudget {
  private static final int STEPS_A_LINE = 2_000_000;
  private static final int STEPS_BETWEEN_CHECKS = 1 << 14;

  private final long deadline;
  private int steps;

  SearchBudget(long nanos) {
    deadline = System.nanoTime() + nanos;
  }

  /** Starts a line with a new number of steps; the time goes on. */
  CharSequence line(String text) {
    steps = STEPS_A_LINE;
    return new Counted(text, this);
  }

  boolean isOver() {
    return System.nanoTime() - deadline > 0;
  }

  private void step() {
    if (--steps % STEPS_BETWEEN_CHECKS == 0) {
      if (Thread.currentThread().isInterrupted()) {
        throw new Spent(Cause.INTERRUPTED);
      }
      if (isOver()) {
        throw new Spent(Cause.TIME);
      }
      if (steps <= 0) {
        throw new Spent(Cause.STEPS);
      }
    }
  }

  enum Cause {
    INTERRUPTED,
    TIME,
    STEPS
  }

  /** Thrown through the matcher. */
  static final class Spent extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Cause cause;

    private Spent(Cause cause) {
      super("The budget of the search is spent", null, false, false);
      this.cause = cause;
    }

    Cause why() {
      return cause;
    }
  }

  private record Counted(String text, SearchBudget budget) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      budget.step();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
