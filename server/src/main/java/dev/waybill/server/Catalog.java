package dev.waybill.server;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Everything a server offers at one moment; immutable, sorted by name or URI. */
final class Catalog {
  static final Catalog EMPTY = new Catalog(Map.of(), Map.of(), Map.of(), Map.of());

  private final Map<String, Tool> tools;
  private final Map<String, Prompt> prompts;
  private final Map<String, Resource> resources;
  private final Map<String, ResourceTemplate> templates;

  private Catalog(
      Map<String, Tool> tools,
      Map<String, Prompt> prompts,
      Map<String, Resource> resources,
      Map<String, ResourceTemplate> templates) {
    this.tools = sorted(tools);
    this.prompts = sorted(prompts);
    this.resources = sorted(resources);
    this.templates = sorted(templates);
  }

  private static <T> Map<String, T> sorted(Map<String, T> features) {
    return Collections.unmodifiableMap(new TreeMap<>(features));
  }

  Map<String, Tool> tools() {
    return tools;
  }

  Map<String, Prompt> prompts() {
    return prompts;
  }

  Map<String, Resource> resources() {
    return resources;
  }

  Map<String, ResourceTemplate> templates() {
    return templates;
  }

  /** What a URI leads to: a resource of that URI, or the first template that matches it. */
  Optional<Located> locate(String uri) {
    Resource resource = resources.get(uri);
    if (resource != null) {
      return Optional.of(new Located(resource, Map.of()));
    }
    for (ResourceTemplate template : templates.values()) {
      Optional<Map<String, String>> variables = template.template().match(uri);
      if (variables.isPresent()) {
        return Optional.of(new Located(template, variables.get()));
      }
    }
    return Optional.empty();
  }

  /** A resource or template, with the values of the template's variables. */
  record Located(Feature feature, Map<String, String> variables) {}

  Catalog with(Consumer<Edit> change) {
    Edit edit = edit();
    change.accept(edit);
    return edit.catalog();
  }

  Edit edit() {
    return new Edit(this);
  }

  /** Changes to what a server offers, made at once; see {@link McpServer#change}. */
  static final class Edit implements McpServer.Change {
    private final Map<String, Tool> tools;
    private final Map<String, Prompt> prompts;
    private final Map<String, Resource> resources;
    private final Map<String, ResourceTemplate> templates;

    private Edit(Catalog from) {
      this.tools = new TreeMap<>(from.tools);
      this.prompts = new TreeMap<>(from.prompts);
      this.resources = new TreeMap<>(from.resources);
      this.templates = new TreeMap<>(from.templates);
    }

    Catalog catalog() {
      return new Catalog(tools, prompts, resources, templates);
    }

    @Override
    public Edit add(Feature feature) {
      if (feature instanceof Tool tool) {
        put(tools, "Tool", tool);
      } else if (feature instanceof Prompt prompt) {
        put(prompts, "Prompt", prompt);
      } else if (feature instanceof Resource resource) {
        put(resources, "Resource", resource);
      } else if (feature instanceof ResourceTemplate template) {
        put(templates, "Resource template", template);
      }
      return this;
    }

    private static <T extends Feature> void put(Map<String, T> into, String kind, T feature) {
      if (into.putIfAbsent(feature.id(), feature) != null) {
        throw new IllegalArgumentException(
            kind + " \"" + feature.id() + "\" is there twice: remove the other one first");
      }
    }

    @Override
    public Edit removeTool(String name) {
      tools.remove(name);
      return this;
    }

    @Override
    public Edit removePrompt(String name) {
      prompts.remove(name);
      return this;
    }

    @Override
    public Edit removeResource(String uri) {
      resources.remove(uri);
      return this;
    }

    @Override
    public Edit removeTemplate(String uriTemplate) {
      templates.remove(uriTemplate);
      return this;
    }
  }

  static <T extends Feature> Collection<T> visible(
      Map<String, T> features, Policy policy, Principal principal) {
    return policy.equals(Policy.ALLOW_ALL)
        ? features.values()
        : features.values().stream().filter(f -> policy.allows(principal, f)).toList();
  }
}
