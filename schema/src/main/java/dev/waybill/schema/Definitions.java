package dev.waybill.schema;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides which types stand in {@code $defs} and which are written in place. The types are walked
 * twice: first with a definition for each, to see what refers to what; then as decided. A type goes
 * to {@code $defs} when it is recursive, or used more than once without a {@code x-mcp-header}
 * beneath it, which {@code $ref} would hide from clients.
 */
final class Definitions {
  private final Set<TypeUse> shared;
  private final boolean surveying;
  private final Map<TypeUse, Definition> definitions = new LinkedHashMap<>();
  private final Deque<TypeUse> open = new ArrayDeque<>();
  private final Set<String> names = new HashSet<>();

  private static final class Definition {
    final String name;
    final Set<TypeUse> refersTo = new LinkedHashSet<>();
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    int uses;
    boolean hasHeader;

    Definition(String name) {
      this.name = name;
    }
  }

  private Definitions(boolean surveying, Set<TypeUse> shared) {
    this.surveying = surveying;
    this.shared = shared;
  }

  static Definitions survey() {
    return new Definitions(true, Set.of());
  }

  /** What to write with, once everything has been walked. */
  Definitions decided() {
    Set<TypeUse> chosen = new HashSet<>();
    definitions.forEach((type, definition) -> {
      boolean recursive = reachable(definition).contains(type);
      boolean headed = reachable(definition).stream().anyMatch(t -> definition(t).hasHeader);
      if (recursive || (definition.uses > 1 && !headed && !definition.hasHeader)) {
        chosen.add(type);
      }
    });
    return new Definitions(false, chosen);
  }

  /** The schema of a type at one place: in place, or a {@code $ref} to its definition. */
  ObjectNode place(TypeUse type, Supplier<ObjectNode> schema) {
    if (!surveying && !shared.contains(type)) {
      return schema.get();
    }
    if (!open.isEmpty()) {
      definition(open.peek()).refersTo.add(type);
    }
    Definition definition = definitions.get(type);
    if (definition == null) {
      definition = new Definition(unusedName(type.name()));
      definitions.put(type, definition);
      open.push(type);
      definition.schema = schema.get();
      open.pop();
    }
    definition.uses++;
    return JsonNodeFactory.instance.objectNode().put("$ref", "#/$defs/" + definition.name);
  }

  /** A header was met in the type being written. */
  void header() {
    if (surveying && !open.isEmpty()) {
      definition(open.peek()).hasHeader = true;
    }
  }

  /**
   * The schema of the whole type with its definitions. A recursive root is written in place and
   * again beneath.
   */
  ObjectNode finish(ObjectNode root) {
    if (!surveying && !definitions.isEmpty()) {
      ObjectNode defs = root.putObject("$defs");
      definitions.values().forEach(d -> defs.set(d.name, d.schema));
    }
    return root;
  }

  /** The definition a bare {@code $ref} stands for, so that a root can be an object itself. */
  ObjectNode inlineRoot(ObjectNode root) {
    if (surveying || !root.has("$ref")) {
      return root;
    }
    String name = root.path("$ref").asString().substring("#/$defs/".length());
    ObjectNode inlined = JsonNodeFactory.instance.objectNode();
    definitions.values().stream()
        .filter(d -> d.name.equals(name))
        .forEach(d -> inlined.setAll(d.schema.deepCopy()));
    return inlined;
  }

  private Definition definition(TypeUse type) {
    Definition definition = definitions.get(type);
    if (definition == null) {
      throw new IllegalStateException("no definition of " + type);
    }
    return definition;
  }

  private Set<TypeUse> reachable(Definition from) {
    Set<TypeUse> seen = new LinkedHashSet<>();
    Deque<TypeUse> todo = new ArrayDeque<>(from.refersTo);
    while (!todo.isEmpty()) {
      TypeUse next = todo.pop();
      if (seen.add(next)) {
        todo.addAll(definition(next).refersTo);
      }
    }
    return seen;
  }

  private String unusedName(String name) {
    String candidate = name;
    for (int i = 2; !names.add(candidate); i++) {
      candidate = name + i;
    }
    return candidate;
  }
}
