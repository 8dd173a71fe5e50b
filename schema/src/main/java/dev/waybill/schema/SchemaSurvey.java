package dev.waybill.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Walks a schema once, before anything is built from it: counts subschemas, resolves every
 * reference inside the document, and refuses what is too deep, too large, refers elsewhere, or
 * refers to itself without going deeper into the value.
 */
final class SchemaSurvey {
  /**
   * Past this, plain JSON inside a schema (an {@code enum}, a {@code default}) is refused: walking
   * it would recurse.
   */
  private static final int JSON_DEPTH = 200;

  /**
   * A subschema and where it stands.
   *
   * @param inPlace pointers of the subschemas that look at the same value
   */
  record Place(String pointer, JsonNode schema, int depth, String base, List<String> inPlace) {}

  private final SchemaLimits limits;
  private final JsonNode root;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, String> resources = new HashMap<>();
  private final Map<String, String> anchors = new HashMap<>();
  private final Map<String, List<String>> dynamicAnchors = new HashMap<>();
  private final Map<String, String> targets = new HashMap<>();
  private final Deque<Place> unresolved = new ArrayDeque<>();

  private SchemaSurvey(JsonNode root, SchemaLimits limits) {
    this.root = root;
    this.limits = limits;
  }

  static SchemaSurvey of(JsonNode schema, SchemaLimits limits) {
    if (!Subschemas.isSchema(schema)) {
      throw new SchemaException(
          "a schema must be a JSON object or a boolean, this is " + schema.getNodeType());
    }
    checkDepth(schema, 0);
    SchemaSurvey survey = new SchemaSurvey(schema, limits);
    survey.resources.put("", "");
    survey.walk("", schema, 1, "");
    while (!survey.unresolved.isEmpty()) {
      survey.resolveReferences(survey.unresolved.poll());
    }
    InPlaceChains.check(survey.places, limits.depth());
    return survey;
  }

  JsonNode schema(String pointer) {
    Place place = places.get(pointer);
    return place == null ? root.at(pointer) : place.schema();
  }

  /** Where the {@code $ref} of the schema at a pointer leads, if it stays inside the document. */
  Optional<String> target(String pointer) {
    return Optional.ofNullable(targets.get(pointer));
  }

  private static void checkDepth(JsonNode node, int depth) {
    if (depth > JSON_DEPTH) {
      throw new SchemaException("the JSON of the schema is nested deeper than " + JSON_DEPTH);
    }
    for (JsonNode child : node.values()) {
      checkDepth(child, depth + 1);
    }
  }

  private void walk(String pointer, JsonNode schema, int depth, String outerBase) {
    if (depth > limits.depth()) {
      throw refusal(pointer, "subschemas are nested deeper than the limit of " + limits.depth());
    }
    if (places.size() >= limits.subschemas()) {
      throw refusal(
          pointer, "the schema has more subschemas than the limit of " + limits.subschemas());
    }
    String base = base(pointer, schema, outerBase);
    Place place = new Place(pointer, schema, depth, base, new ArrayList<>());
    places.put(pointer, place);
    unresolved.add(place);
    anchor(schema.path("$anchor"), base, pointer);
    anchor(schema.path("$dynamicAnchor"), base, pointer);
    if (schema.path("$dynamicAnchor").isString()) {
      dynamicAnchors
          .computeIfAbsent(schema.path("$dynamicAnchor").asString(), k -> new ArrayList<>())
          .add(pointer);
    }
    if (schema.path("$recursiveAnchor").asBoolean(false)) {
      dynamicAnchors.computeIfAbsent("", k -> new ArrayList<>()).add(pointer);
    }
    for (Subschemas.Child child : Subschemas.of(schema)) {
      if (child.inPlace()) {
        place.inPlace().add(pointer + child.pointer());
      }
      walk(pointer + child.pointer(), child.schema(), depth + 1, base);
    }
  }

  private String base(String pointer, JsonNode schema, String outer) {
    JsonNode id = schema.path("$id").isString() ? schema.path("$id") : schema.path("id");
    if (!id.isString()) {
      return outer;
    }
    String text = id.asString();
    if (text.startsWith("#")) {
      anchors.put(outer + text, pointer);
      return outer;
    }
    String base = withoutFragment(Addresses.resolve(outer, text, pointer + "/$id"));
    resources.put(base, pointer);
    return base;
  }

  private void anchor(JsonNode anchor, String base, String pointer) {
    if (anchor.isString()) {
      anchors.put(base + "#" + anchor.asString(), pointer);
    }
  }

  private void resolveReferences(Place place) {
    JsonNode schema = place.schema();
    if (schema.path("$schema").isString() && Dialect.of(schema) != Dialect.of(root)) {
      throw refusal(
          place.pointer() + "/$schema", "another dialect than the whole schema's is not supported");
    }
    reference(place, "$ref").ifPresent(t -> targets.put(place.pointer(), t));
    reference(place, "$dynamicRef")
        .ifPresent(t -> {
          String name = schema.path("$dynamicRef").asString();
          String fragment = name.substring(name.indexOf('#') + 1);
          place.inPlace().addAll(dynamicAnchors.getOrDefault(fragment, List.of()));
        });
    reference(place, "$recursiveRef")
        .ifPresent(t -> place.inPlace().addAll(dynamicAnchors.getOrDefault("", List.of())));
  }

  private Optional<String> reference(Place place, String keyword) {
    JsonNode reference = place.schema().path(keyword);
    if (!reference.isString()) {
      return Optional.empty();
    }
    String where = place.pointer() + "/" + keyword;
    String address = Addresses.resolve(place.base(), reference.asString(), where);
    String resource = withoutFragment(address);
    if (Dialect.byId(resource).isPresent() && !resources.containsKey(resource)) {
      return Optional.empty(); // the dialects' own schemas are at hand
    }
    String home = resources.get(resource);
    if (home == null) {
      throw refusal(
          where,
          "refers to %s, which is outside the schema; expected a place inside it, such as #/$defs/Name: nothing is fetched"
              .formatted(reference.asString()));
    }
    String target =
        target(home, resource, Addresses.fragment(address), where, reference.asString());
    if (!places.containsKey(target)) {
      walk(target, root.at(target), place.depth() + 1, resource);
    }
    place.inPlace().add(target);
    return Optional.of(target);
  }

  private String target(
      String home, String resource, String fragment, String where, String reference) {
    if (fragment.isEmpty()) {
      return home;
    }
    if (!fragment.startsWith("/")) {
      String pointer = anchors.get(resource + "#" + fragment);
      if (pointer == null) {
        throw refusal(where, "refers to %s, but there is no such anchor".formatted(reference));
      }
      return pointer;
    }
    String pointer = home + fragment;
    if (!Subschemas.isSchema(root.at(pointer))) {
      throw refusal(where, "refers to %s, but there is no schema".formatted(reference));
    }
    return pointer;
  }

  static SchemaException refusal(String pointer, String message) {
    return new SchemaException((pointer.isEmpty() ? "the schema" : pointer) + ": " + message);
  }

  private static String withoutFragment(String address) {
    int hash = address.indexOf('#');
    return hash < 0 ? address : address.substring(0, hash);
  }
}
