package dev.waybill.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Copies of {@code _meta} maps: immutable, in the order they were given. */
final class Meta {
  private Meta() {}

  static Map<String, JsonNode> copy(@Nullable Map<String, JsonNode> meta) {
    if (meta == null || meta.isEmpty()) {
      return Map.of();
    }
    // One entry has no order to keep, and an immutable map of one is its own copy.
    return meta.size() == 1
        ? Map.copyOf(meta)
        : Collections.unmodifiableMap(new LinkedHashMap<>(meta));
  }

  static Map<String, JsonNode> with(Map<String, JsonNode> meta, String key, JsonNode value) {
    if (meta.isEmpty()) {
      return Map.of(key, value);
    }
    Map<String, JsonNode> more = new LinkedHashMap<>(meta);
    more.put(key, value);
    return Collections.unmodifiableMap(more);
  }
}
