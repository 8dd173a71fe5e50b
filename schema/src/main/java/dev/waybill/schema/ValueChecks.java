package dev.waybill.schema;

import java.math.BigDecimal;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Keywords that look at one value by itself. */
final class ValueChecks {
  private ValueChecks() {}

  /** {@code type}. */
  record Types(Set<Kind> kinds) implements Check {
    @Override
    public boolean passes(JsonNode value, Run run) {
      for (Kind kind : kinds) {
        if (kind.matches(value)) {
          return true;
        }
      }
      return run.collecting()
          && run.fail(
              "must be "
                  + kinds.stream().map(Kind::words).sorted().collect(Collectors.joining(" or ")),
              value);
    }

    @Override
    public boolean suits(JsonNode value) {
      return kinds.stream().anyMatch(k -> k.matches(value));
    }
  }

  /** One {@code type}. */
  record Type(Kind kind) implements Check {
    @Override
    public boolean passes(JsonNode value, Run run) {
      return kind.matches(value) || run.fail("must be " + kind.words(), value);
    }

    @Override
    public boolean suits(JsonNode value) {
      return kind.matches(value);
    }
  }

  /**
   * {@code enum} and {@code const}. The texts among the values are looked up, the others compared.
   */
  record OneOf(Set<String> texts, JsonNode values) implements Check {
    @Override
    public boolean passes(JsonNode value, Run run) {
      if (value.isString() && texts.contains(value.asString())) {
        return true;
      }
      if (texts.size() < values.size() && !value.isString()) {
        for (JsonNode candidate : values.values()) {
          if (Sameness.same(candidate, value, run.budget)) {
            return true;
          }
        }
      }
      String words = values.size() == 1 ? "must be " : "must be one of ";
      return run.collecting()
          && run.fail(
              words
                  + values
                      .valueStream()
                      .limit(50)
                      .map(Run::shown)
                      .collect(Collectors.joining(", ")),
              value);
    }

    @Override
    public boolean suits(JsonNode value) {
      return !value.isString() || texts.isEmpty() || texts.contains(value.asString());
    }
  }

  /**
   * {@code minimum}, {@code maximum} and their exclusive forms: the sign a comparison with the
   * bound must not have.
   */
  record Bound(BigDecimal bound, long whole, boolean isWhole, boolean lower, boolean exclusive)
      implements Check {
    static Bound of(BigDecimal bound, boolean lower, boolean exclusive) {
      boolean isWhole =
          bound.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
              && bound.stripTrailingZeros().scale() <= 0;
      return new Bound(bound, isWhole ? bound.longValueExact() : 0, isWhole, lower, exclusive);
    }

    @Override
    public boolean passes(JsonNode value, Run run) {
      if (!value.isNumber()) {
        return true;
      }
      int sign =
          isWhole && value.isInt()
              ? Long.compare(value.longValue(), whole)
              : Numbers.exact(value).compareTo(bound);
      if (exclusive ? (lower ? sign > 0 : sign < 0) : (lower ? sign >= 0 : sign <= 0)) {
        return true;
      }
      return run.collecting()
          && run.fail(
              "must be " + (lower ? ">" : "<") + (exclusive ? " " : "= ") + bound.toPlainString(),
              value);
    }
  }

  /** {@code multipleOf} a whole number. */
  record MultipleOf(BigDecimal divisor) implements Check {
    @Override
    public boolean passes(JsonNode value, Run run) {
      if (!value.isNumber() || Numbers.exact(value).remainder(divisor).signum() == 0) {
        return true;
      }
      return run.fail("must be a multiple of " + divisor.toPlainString(), value);
    }
  }

  /** {@code minLength} and {@code maxLength}, in code points. */
  record Length(long min, long max) implements Check {
    private static final int CHARACTERS_A_STEP = 256;

    @Override
    public boolean passes(JsonNode value, Run run) {
      if (!value.isString()) {
        return true;
      }
      String text = value.asString();
      if (text.length() <= max && text.length() >= min * 2) {
        return true;
      }
      run.budget.spend(text.length() / CHARACTERS_A_STEP);
      int length = text.codePointCount(0, text.length());
      if (length < min) {
        return run.fail("must be at least " + min + " characters long", value);
      }
      return length <= max || run.fail("must be at most " + max + " characters long", value);
    }
  }

  /** {@code pattern}. */
  record Matching(Regex regex) implements Check {
    @Override
    public boolean passes(JsonNode value, Run run) {
      return !value.isString()
          || regex.find(value.asString(), run.budget)
          || run.fail("must match the pattern " + regex.source(), value);
    }
  }
}
