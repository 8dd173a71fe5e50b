package dev.waybill.schema;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Keeps {@code uniqueItems} of the JSON Schema library within the budget: it tells items apart by a
 * hash set, which slows down to comparing every pair when someone chooses items with equal hash
 * codes.
 */
final class EqualHashes {
  private static final int FEW_ITEMS = 200;

  private EqualHashes() {}

  static void check(JsonNode value, Budget budget) {
    if (value.isArray() && value.size() > FEW_ITEMS) {
      spendPairs(value, budget);
    }
    for (JsonNode inner : value.values()) {
      check(inner, budget);
    }
  }

  /**
   * A step for each pair of different items with one hash code. Texts, unlike nodes, are
   * comparable: their set is safe.
   */
  private static void spendPairs(JsonNode array, Budget budget) {
    Map<Integer, Set<String>> byHash = new HashMap<>();
    for (JsonNode item : array.values()) {
      Set<String> equals = byHash.computeIfAbsent(item.hashCode(), h -> new HashSet<>());
      if (equals.add(item.toString())) {
        budget.spend(equals.size() - 1);
      }
    }
  }
}
