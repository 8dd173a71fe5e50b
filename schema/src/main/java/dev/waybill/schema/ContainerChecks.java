package dev.waybill.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Keywords that look into objects and arrays. */
final class ContainerChecks {
  private ContainerChecks() {}

  /** {@code required}. */
  record Required(List<String> names) implements Check {
    @Override
    @SuppressWarnings(
        "ForLoopReplaceableByForEach") // an iterator a call is what the hot path would allocate
    public boolean passes(JsonNode value, Run run) {
      if (!value.isObject()) {
        return true;
      }
      boolean passed = true;
      for (int i = 0; i < names.size(); i++) {
        if (!value.has(names.get(i))) {
          passed = run.failAt(names.get(i), "is required but missing");
          if (!run.collecting()) {
            return false;
          }
        }
      }
      run.budget.spend(names.size());
      return passed;
    }
  }

  /** {@code properties} and {@code additionalProperties}. */
  record Members(Map<String, Check> known, @Nullable Check others) implements Check {
    @Override
    public boolean passes(JsonNode value, Run run) {
      if (!value.isObject()) {
        return true;
      }
      boolean passed = true;
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        Check check = known.getOrDefault(member.getKey(), others);
        run.budget.spend(1);
        if (check != null && !run.inside(member.getKey(), member.getValue(), check)) {
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
      return known.entrySet().stream()
          .filter(e -> e.getValue() instanceof ValueChecks.OneOf && value.has(e.getKey()))
          .allMatch(e -> e.getValue().suits(value.path(e.getKey())));
    }
  }

  /** {@code prefixItems} and {@code items}. */
  record Items(List<Check> first, @Nullable Check rest) implements Check {
    @Override
    public boolean passes(JsonNode value, Run run) {
      if (!value.isArray()) {
        return true;
      }
      boolean passed = true;
      int end = rest == null ? Math.min(first.size(), value.size()) : value.size();
      for (int i = 0; i < end; i++) {
        Check check = i < first.size() ? first.get(i) : rest;
        if (check != null && !run.inside(i, value.path(i), check)) {
          passed = false;
          if (!run.collecting()) {
            return false;
          }
        }
      }
      return passed;
    }
  }

  /** {@code minItems}, {@code maxItems}, {@code minProperties}, {@code maxProperties}. */
  record Size(boolean ofArray, long min, long max) implements Check {
    @Override
    public boolean passes(JsonNode value, Run run) {
      if (ofArray ? !value.isArray() : !value.isObject()) {
        return true;
      }
      if (value.size() < min) {
        return run.fail("must have at least " + min + unit(), value);
      }
      return value.size() <= max || run.fail("must have at most " + max + unit(), value);
    }

    private String unit() {
      return ofArray ? " items" : " properties";
    }
  }

  /** {@code uniqueItems}. */
  record Unique() implements Check {
    @Override
    public boolean passes(JsonNode value, Run run) {
      return !value.isArray()
          || Sameness.allDiffer(value, run.budget)
          || run.fail("must not have equal items");
    }
  }
}
