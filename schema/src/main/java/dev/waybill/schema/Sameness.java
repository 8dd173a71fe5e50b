package dev.waybill.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Equality of JSON values as JSON Schema has it: numbers by value, members of objects in any order.
 */
final class Sameness {
  private Sameness() {}

  /** Goes as deep as the shallower of the two; comparing costs a step a value. */
  static boolean same(JsonNode a, JsonNode b, Budget budget) {
    budget.enter();
    boolean same =
        switch (a.getNodeType()) {
          case NUMBER -> b.isNumber() && Numbers.exact(a).compareTo(Numbers.exact(b)) == 0;
          case OBJECT -> b.isObject() && sameMembers(a, b, budget);
          case ARRAY -> b.isArray() && sameItems(a, b, budget);
          default -> a.equals(b);
        };
    budget.leave();
    return same;
  }

  private static boolean sameMembers(JsonNode a, JsonNode b, Budget budget) {
    if (a.size() != b.size()) {
      return false;
    }
    for (var member : a.properties()) {
      JsonNode other = b.get(member.getKey());
      if (other == null || !same(member.getValue(), other, budget)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameItems(JsonNode a, JsonNode b, Budget budget) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.path(i), b.path(i), budget)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether no two items are the same. Texts are told apart by a set, anything else pair by pair,
   * within the budget.
   */
  static boolean allDiffer(JsonNode array, Budget budget) {
    Set<String> texts = new HashSet<>();
    for (JsonNode item : array.values()) {
      budget.spend(1);
      if (item.isString() && !texts.add(item.asString())) {
        return false;
      }
    }
    List<JsonNode> others =
        array.valueStream().filter(i -> !i.isString()).collect(Collectors.toList());
    for (int i = 0; i < others.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (same(others.get(i), others.get(j), budget)) {
          return false;
        }
      }
    }
    return true;
  }
}
