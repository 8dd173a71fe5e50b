package dev.waybill.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Finds the subschemas directly beneath a schema, by the keywords of all dialects. */
final class Subschemas {
  private static final Set<String> ONE_IN_PLACE = Set.of("not", "if", "then", "else");
  private static final Set<String> LIST_IN_PLACE = Set.of("allOf", "anyOf", "oneOf");
  private static final Set<String> MAP_IN_PLACE = Set.of("dependentSchemas", "dependencies");
  private static final Set<String> ONE =
      Set.of(
          "additionalProperties",
          "additionalItems",
          "unevaluatedItems",
          "unevaluatedProperties",
          "contains",
          "propertyNames",
          "contentSchema",
          "items");
  private static final Set<String> LIST = Set.of("items", "prefixItems");
  private static final Set<String> MAP =
      Set.of("properties", "patternProperties", "$defs", "definitions");

  /**
   * A subschema.
   *
   * @param pointer where it is, from the schema above
   * @param inPlace whether it looks at the same value as the schema above
   */
  record Child(String pointer, JsonNode schema, boolean inPlace) {}

  private Subschemas() {}

  static List<Child> of(JsonNode schema) {
    List<Child> children = new ArrayList<>();
    schema
        .properties()
        .forEach(p -> {
          String keyword = p.getKey();
          JsonNode value = p.getValue();
          if (isSchema(value) && (ONE.contains(keyword) || ONE_IN_PLACE.contains(keyword))) {
            children.add(new Child("/" + keyword, value, ONE_IN_PLACE.contains(keyword)));
          } else if (value.isArray()
              && (LIST.contains(keyword) || LIST_IN_PLACE.contains(keyword))) {
            for (int i = 0; i < value.size(); i++) {
              add(
                  children,
                  "/" + keyword + "/" + i,
                  value.path(i),
                  LIST_IN_PLACE.contains(keyword));
            }
          } else if (value.isObject()
              && (MAP.contains(keyword) || MAP_IN_PLACE.contains(keyword))) {
            value
                .properties()
                .forEach(e ->
                    add(
                        children,
                        "/" + keyword + "/" + escape(e.getKey()),
                        e.getValue(),
                        MAP_IN_PLACE.contains(keyword)));
          }
        });
    return children;
  }

  static boolean isSchema(JsonNode value) {
    return value.isObject() || value.isBoolean();
  }

  static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static void add(List<Child> children, String pointer, JsonNode schema, boolean inPlace) {
    if (isSchema(schema)) {
      children.add(new Child(pointer, schema, inPlace));
    }
  }
}
