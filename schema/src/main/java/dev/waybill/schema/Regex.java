package dev.waybill.schema;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression of a schema, run by the JDK within the budget of the validation. */
record Regex(String source, Pattern pattern) {

  /**
   * @throws SchemaException when it is not a regular expression of ECMA-262 that the JDK can run
   */
  static Regex compile(String source) {
    try {
      return new Regex(source, Pattern.compile(EcmaSyntax.toJava(source)));
    } catch (PatternSyntaxException | StackOverflowError e) {
      throw new SchemaException(source + " is not a regular expression: " + e.getMessage(), e);
    }
  }

  /** A Java expression in the words of ECMA-262, if it has the same meaning there. */
  static Optional<String> portable(String java) {
    return EcmaSyntax.isSharedWithJava(java) ? Optional.of(java) : Optional.empty();
  }

  /**
   * Whether the expression matches somewhere. Backtracking spends the budget, and so does
   * overflowing the stack.
   */
  boolean find(String text, Budget budget) {
    try {
      return pattern.matcher(new Metered(text, budget)).find();
    } catch (StackOverflowError e) {
      throw Budget.Exhausted.steps(); // java.util.regex recurses for each repetition of a group
    }
  }

  private record Metered(String text, Budget budget) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      budget.character();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Metered(text.substring(start, end), budget);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
