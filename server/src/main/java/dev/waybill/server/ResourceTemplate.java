package dev.waybill.server;

import dev.waybill.protocol.Annotations;
import dev.waybill.protocol.CacheScope;
import dev.waybill.protocol.Icon;
import dev.waybill.protocol.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A family of resources under one URI template (server/resources, Resource Templates).
 *
 * <pre>{@code
 * ResourceTemplate.at("orders://{id}").name("Order").mimeType("application/json")
 *     .handler((in, call) -> orders.find(in.get("id")));
 * }</pre>
 *
 * <p>Templates may use {@code {name}} (one segment), {@code {+name}} (any characters, slashes
 * included), {@code {/name}} and {@code {?a,b}} of RFC 6570.
 */
public final class ResourceTemplate implements Feature {
  private final dev.waybill.protocol.ResourceTemplate definition;
  private final UriTemplate template;
  private final Binding<?> binding;
  private final CacheHint cache;
  private final Map<String, Completer> completers;
  private final Resource.@Nullable Watcher watcher;

  private ResourceTemplate(Builder<?> builder, Binding<?> binding) {
    this.template = builder.template;
    this.binding = binding;
    this.cache = builder.cache;
    this.completers = Map.copyOf(builder.completers);
    this.watcher = builder.watcher;
    this.definition =
        new dev.waybill.protocol.ResourceTemplate(
            template.text(),
            builder.name,
            builder.title,
            builder.description,
            builder.mimeType,
            builder.icons,
            builder.annotations,
            builder.meta);
  }

  /** Starts a template; its name is the template until another is given. */
  public static Builder<Map<String, String>> at(String uriTemplate) {
    return new Builder<>(UriTemplate.parse(uriTemplate));
  }

  @Override
  public String id() {
    return template.text();
  }

  /** The definition as clients see it. */
  public dev.waybill.protocol.ResourceTemplate definition() {
    return definition;
  }

  UriTemplate template() {
    return template;
  }

  Binding<?> binding() {
    return binding;
  }

  CacheHint cache() {
    return cache;
  }

  Resource.@Nullable Watcher watcher() {
    return watcher;
  }

  Optional<Completer> completer(String variable) {
    return Optional.ofNullable(completers.get(variable));
  }

  /** Reads a resource of the family; see {@link Resource.Handler} for what it may return. */
  @FunctionalInterface
  public interface Handler<I> {
    Object read(I variables, Call call) throws Exception;
  }

  /** Builds a {@link ResourceTemplate}; {@link #handler} comes last. */
  public static final class Builder<I> {
    private final UriTemplate template;
    private String name;
    private @Nullable String title;
    private @Nullable String description;
    private @Nullable String mimeType;
    private @Nullable Annotations annotations;
    private final List<Icon> icons = new ArrayList<>();
    private final Map<String, JsonNode> meta = new LinkedHashMap<>();
    private final Map<String, Completer> completers = new LinkedHashMap<>();
    private CacheHint cache = CacheHint.NONE;
    private Resource.@Nullable Watcher watcher;
    private Class<?> type = Map.class;

    private Builder(UriTemplate template) {
      this.template = template;
      this.name = template.text();
    }

    public Builder<I> name(String text) {
      this.name = text;
      return this;
    }

    public Builder<I> title(String text) {
      this.title = text;
      return this;
    }

    public Builder<I> description(String text) {
      this.description = text;
      return this;
    }

    public Builder<I> mimeType(String type) {
      this.mimeType = type;
      return this;
    }

    public Builder<I> annotations(Annotations hints) {
      this.annotations = hints;
      return this;
    }

    public Builder<I> icon(Icon icon) {
      icons.add(Icons.checked("Resource template \"" + template.text() + "\"", icon));
      return this;
    }

    /** Adds an entry to the definition's {@code _meta}. */
    public Builder<I> meta(String key, JsonNode value) {
      meta.put(key, value);
      return this;
    }

    /** How long contents may be kept, and by whom; not at all until said. */
    public Builder<I> cache(Duration ttl, CacheScope scope) {
      this.cache = new CacheHint(ttl, scope);
      return this;
    }

    public Builder<I> watch(Resource.Watcher watch) {
      this.watcher = watch;
      return this;
    }

    /** Takes the variables as a record, converted from strings. */
    @SuppressWarnings("unchecked") // the builder's type follows its input type
    public <T> Builder<T> input(Class<T> record) {
      this.type = record;
      return (Builder<T>) this;
    }

    /** Suggests values for a variable. */
    public Builder<I> complete(String variable, Completer completer) {
      if (!template.variables().contains(variable)) {
        throw new IllegalArgumentException(
            "Resource template \""
                + template.text()
                + "\": there is no variable \""
                + variable
                + "\" to complete");
      }
      completers.put(variable, completer);
      return this;
    }

    /** Completes the template. */
    @SuppressWarnings("unchecked") // type is the class of I, or I is the map of strings
    public ResourceTemplate handler(Handler<? super I> handler) {
      Binding<I> binding =
          new Binding<>(
              Json.mapper().createObjectNode().put("type", "object"),
              (Class<I>) type,
              handler::read);
      return new ResourceTemplate(this, binding);
    }
  }
}
