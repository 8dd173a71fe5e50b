package dev.waybill.schema;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Follows references and composition keywords that look at the same value. A loop among them would
 * never end, and a chain of them costs stack at every level of the value, so that both are refused.
 */
final class InPlaceChains {
  private final Map<String, SchemaSurvey.Place> places;
  private final int limit;
  private final Map<String, Integer> lengths = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  private InPlaceChains(Map<String, SchemaSurvey.Place> places, int limit) {
    this.places = places;
    this.limit = limit;
  }

  static void check(Map<String, SchemaSurvey.Place> places, int limit) {
    InPlaceChains chains = new InPlaceChains(places, limit);
    places.keySet().forEach(p -> chains.length(p, 1));
  }

  private int length(String pointer, int above) {
    if (!open.add(pointer)) {
      throw SchemaSurvey.refusal(
          pointer, "refers back to itself without going deeper into the value");
    }
    Integer known = lengths.get(pointer);
    int longest = known == null ? 0 : known;
    SchemaSurvey.Place place = places.get(pointer);
    if (known == null && place != null && above <= limit) {
      for (String next : place.inPlace()) {
        longest = Math.max(longest, 1 + length(next, above + 1));
      }
      lengths.put(pointer, longest);
    }
    open.remove(pointer);
    if (longest + 1 > limit || above > limit) {
      throw SchemaSurvey.refusal(
          pointer,
          "more than %d references and composition keywords follow one another".formatted(limit));
    }
    return longest;
  }
}
