package dev.waybill.server;

import dev.waybill.protocol.Icon;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.Prompt.PromptArgument;
import dev.waybill.schema.SchemaException;
import dev.waybill.schema.SchemaGenerator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A prompt: a name, arguments and a handler that fills it in (server/prompts).
 *
 * <pre>{@code
 * Prompt.named("review").argument("language", "Programming language", true)
 *     .complete("language", (value, known, who) -> languages(value))
 *     .handler((in, call) -> "Review this " + in.get("language") + " code");
 * }</pre>
 */
public final class Prompt implements Feature {
  private final dev.waybill.protocol.Prompt definition;
  private final Binding<?> binding;
  private final Map<String, Completer> completers;

  private Prompt(Builder<?> builder, Binding<?> binding) {
    this.binding = binding;
    this.completers = Map.copyOf(builder.completers);
    this.definition =
        new dev.waybill.protocol.Prompt(
            builder.name,
            builder.title,
            builder.description,
            List.copyOf(builder.arguments.values()),
            builder.icons,
            builder.meta);
  }

  /** Starts a prompt of 1 to 128 printable characters; it takes no arguments. */
  public static Builder<Map<String, String>> named(String name) {
    return new Builder<>(name);
  }

  @Override
  public String id() {
    return definition.name();
  }

  /** The definition as clients see it. */
  public dev.waybill.protocol.Prompt definition() {
    return definition;
  }

  Binding<?> binding() {
    return binding;
  }

  Optional<Completer> completer(String argument) {
    return Optional.ofNullable(completers.get(argument));
  }

  /** Fills a prompt in. May block, may ask, may be replayed. */
  @FunctionalInterface
  public interface Handler<I> {
    /**
     * @return a {@code GetPromptResult}, a message or a list of messages as it stands; a string as
     *     one user message
     */
    Object handle(I input, Call call) throws Exception;
  }

  /** Builds a {@link Prompt}; {@link #handler} comes last. */
  public static final class Builder<I> {
    private final String name;
    private @Nullable String title;
    private @Nullable String description;
    private final List<Icon> icons = new ArrayList<>();
    private final Map<String, JsonNode> meta = new LinkedHashMap<>();
    private final Map<String, PromptArgument> arguments = new LinkedHashMap<>();
    private final Map<String, Completer> completers = new LinkedHashMap<>();
    private @Nullable Class<?> type;

    private Builder(String name) {
      this.name = name;
      if (name.isBlank() || name.length() > 128 || name.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "Prompt \"" + name + "\": a name has 1 to 128 printable characters");
      }
    }

    public Builder<I> title(String text) {
      this.title = text;
      return this;
    }

    public Builder<I> description(String text) {
      this.description = text;
      return this;
    }

    public Builder<I> icon(Icon icon) {
      icons.add(Icons.checked("Prompt \"" + name + "\"", icon));
      return this;
    }

    /** Adds an entry to the definition's {@code _meta}. */
    public Builder<I> meta(String key, JsonNode value) {
      meta.put(key, value);
      return this;
    }

    /** Adds one argument. */
    public Builder<I> argument(String argument, String text, boolean required) {
      if (arguments.put(argument, new PromptArgument(argument, null, text, required)) != null) {
        throw new IllegalArgumentException(
            "Prompt \"" + name + "\": argument \"" + argument + "\" is there twice");
      }
      return this;
    }

    /** Takes its arguments as a record, one component each, converted from strings. */
    @SuppressWarnings("unchecked") // the builder's type follows its input type
    public <T> Builder<T> input(Class<T> record) {
      ObjectNode schema;
      try {
        schema = SchemaGenerator.generate(record);
      } catch (SchemaException e) {
        throw new IllegalArgumentException("Prompt \"" + name + "\": " + e.getMessage(), e);
      }
      List<String> required = new ArrayList<>();
      schema.path("required").forEach(item -> required.add(item.stringValue()));
      schema
          .path("properties")
          .properties()
          .forEach(property ->
              arguments.put(
                  property.getKey(),
                  new PromptArgument(
                      property.getKey(),
                      null,
                      property.getValue().path("description").stringValueOpt().orElse(null),
                      required.contains(property.getKey()))));
      this.type = record;
      return (Builder<T>) this;
    }

    /** Suggests values for an argument. */
    public Builder<I> complete(String argument, Completer completer) {
      if (!arguments.containsKey(argument)) {
        throw new IllegalArgumentException(
            "Prompt \"" + name + "\": there is no argument \"" + argument + "\" to complete");
      }
      completers.put(argument, completer);
      return this;
    }

    /** Completes the prompt. */
    @SuppressWarnings("unchecked") // type is the class of I, or I is the map of strings
    public Prompt handler(Handler<? super I> handler) {
      ObjectNode schema = Json.mapper().createObjectNode().put("type", "object");
      var required = schema.putArray("required");
      arguments.values().stream()
          .filter(PromptArgument::required)
          .forEach(argument -> required.add(argument.name()));
      Class<I> input = (Class<I>) (type == null ? Map.class : type);
      return new Prompt(this, new Binding<>(schema, input, handler::handle));
    }
  }
}
