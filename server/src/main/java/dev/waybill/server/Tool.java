package dev.waybill.server;

import dev.waybill.protocol.Icon;
import dev.waybill.protocol.Json;
import dev.waybill.protocol.ToolAnnotations;
import dev.waybill.schema.CompiledSchema;
import dev.waybill.schema.SchemaException;
import dev.waybill.schema.SchemaGenerator;
import dev.waybill.schema.SchemaLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tool: a name, a schema and a handler (server/tools).
 *
 * <pre>{@code
 * record Sum(int a, int b) {}
 *
 * Tool.named("add").description("Adds two numbers").input(Sum.class)
 *     .handler((in, call) -> in.a() + in.b());
 * }</pre>
 *
 * <p>Building one throws {@link IllegalArgumentException} with the tool's name for every mistake: a
 * bad name, an invalid or too deep schema, a misplaced or clashing {@code x-mcp-header}.
 */
public final class Tool implements Feature {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

  private final dev.waybill.protocol.Tool definition;
  private final Binding<?> binding;
  private final ParamHeaders headers;
  private final @Nullable CompiledSchema output;
  private final boolean singleUseState;
  private final TaskPolicy taskPolicy;

  private Tool(Builder<?> builder, Binding<?> binding) {
    String name = builder.name;
    this.binding = binding;
    try {
      this.headers = ParamHeaders.of(binding.schema());
      if (builder.outputSchema != null && !builder.outputSchema.isObject()) {
        throw new SchemaException("an output schema must be a JSON object");
      }
      this.output =
          builder.outputSchema == null
              ? null
              : CompiledSchema.compile(builder.outputSchema, SchemaLimits.DEFAULT);
    } catch (SchemaException e) {
      throw new IllegalArgumentException("Tool \"" + name + "\": " + e.getMessage(), e);
    }
    this.singleUseState = builder.singleUseState;
    this.taskPolicy = builder.taskPolicy;
    this.definition =
        new dev.waybill.protocol.Tool(
            name,
            builder.title,
            builder.description,
            builder.icons,
            binding.schema(),
            builder.outputSchema,
            builder.annotations(),
            builder.meta);
  }

  /** Starts a tool of 1 to 128 characters of {@code A-Z a-z 0-9 _ - .}; it takes no arguments. */
  public static Builder<ObjectNode> named(String name) {
    return new Builder<>(name);
  }

  @Override
  public String id() {
    return definition.name();
  }

  /** The definition as clients see it. */
  public dev.waybill.protocol.Tool definition() {
    return definition;
  }

  Binding<?> binding() {
    return binding;
  }

  ParamHeaders headers() {
    return headers;
  }

  Optional<CompiledSchema> output() {
    return Optional.ofNullable(output);
  }

  boolean singleUseState() {
    return singleUseState;
  }

  /** When its calls become tasks. */
  public TaskPolicy taskPolicy() {
    return taskPolicy;
  }

  /**
   * What a tool does. May block; may be replayed from its start.
   *
   * @param <I> the arguments
   */
  @FunctionalInterface
  public interface Handler<I> {
    /**
     * @return a {@code CallToolResult}, content block, or list of blocks as it stands; a string as
     *     text; null as nothing; an extension's result; anything else as structured content
     * @throws Exception becomes a tool error: with its message for {@link ToolException}, otherwise
     *     with a correlation id
     */
    @Nullable Object handle(I input, Call call) throws Exception;
  }

  /** Builds a {@link Tool}; {@link #handler} comes last. */
  public static final class Builder<I> {
    private final String name;
    private @Nullable String title;
    private @Nullable String description;
    private final List<Icon> icons = new ArrayList<>();
    private final Map<String, JsonNode> meta = new LinkedHashMap<>();
    private ObjectNode inputSchema =
        Json.mapper().createObjectNode().put("type", "object").put("additionalProperties", false);
    private Class<?> inputType = ObjectNode.class;
    private @Nullable JsonNode outputSchema;
    private @Nullable Boolean readOnly;
    private @Nullable Boolean destructive;
    private @Nullable Boolean idempotent;
    private @Nullable Boolean openWorld;
    private boolean singleUseState;
    private TaskPolicy taskPolicy = TaskPolicy.never();

    private Builder(String name) {
      this.name = name;
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "Tool \"" + name + "\": a name has 1 to 128 characters of A-Z a-z 0-9 _ - .");
      }
    }

    /** For people. */
    public Builder<I> title(String text) {
      this.title = text;
      return this;
    }

    /** For people and models. */
    public Builder<I> description(String text) {
      this.description = text;
      return this;
    }

    public Builder<I> icon(Icon icon) {
      icons.add(Icons.checked("Tool \"" + name + "\"", icon));
      return this;
    }

    /** Adds an entry to the definition's {@code _meta}. */
    public Builder<I> meta(String key, JsonNode value) {
      meta.put(key, value);
      return this;
    }

    /** Takes its arguments as a record; the schema is generated from it. */
    @SuppressWarnings("unchecked") // the builder's type follows its input type
    public <T> Builder<T> input(Class<T> type) {
      try {
        this.inputSchema = Binding.objectSchema(SchemaGenerator.generate(type));
      } catch (SchemaException e) {
        throw new IllegalArgumentException("Tool \"" + name + "\": " + e.getMessage(), e);
      }
      this.inputType = type;
      return (Builder<T>) this;
    }

    /** Takes its arguments as JSON that satisfies a schema; {@code type} must be object. */
    @SuppressWarnings("unchecked") // the builder's type follows its input type
    public Builder<ObjectNode> input(ObjectNode schema) {
      this.inputSchema = schema.deepCopy();
      this.inputType = ObjectNode.class;
      return (Builder<ObjectNode>) this;
    }

    /** Answers with structured content of this type; answers are checked against its schema. */
    public Builder<I> output(Class<?> type) {
      try {
        return output(SchemaGenerator.generate(type));
      } catch (SchemaException e) {
        throw new IllegalArgumentException("Tool \"" + name + "\": " + e.getMessage(), e);
      }
    }

    /** Answers with structured content that satisfies this schema. */
    public Builder<I> output(JsonNode schema) {
      this.outputSchema = schema.deepCopy();
      return this;
    }

    /** Changes nothing. */
    public Builder<I> readOnly() {
      this.readOnly = true;
      return this;
    }

    /** May destroy something. */
    public Builder<I> destructive() {
      this.readOnly = false;
      this.destructive = true;
      return this;
    }

    /** Calling it again with the same arguments changes nothing more. */
    public Builder<I> idempotent() {
      this.idempotent = true;
      return this;
    }

    /** Whether it reaches out to a world that is not closed, such as the web. */
    public Builder<I> openWorld(boolean open) {
      this.openWorld = open;
      return this;
    }

    /** Each sealed state of a multi-round call is good for one use; see {@link NonceStore}. */
    public Builder<I> singleUseState() {
      this.singleUseState = true;
      return this;
    }

    /** Lets calls become durable tasks; needs the tasks extension on the server. */
    public Builder<I> task(TaskPolicy policy) {
      this.taskPolicy = policy;
      return this;
    }

    private @Nullable ToolAnnotations annotations() {
      return readOnly == null && destructive == null && idempotent == null && openWorld == null
          ? null
          : new ToolAnnotations(null, readOnly, destructive, idempotent, openWorld);
    }

    /** Completes the tool. */
    @SuppressWarnings("unchecked") // inputType is the class of I
    public Tool handler(Handler<? super I> handler) {
      try {
        Binding<I> binding =
            new Binding<>(
                inputSchema, (Class<I>) inputType, (input, call) -> handler.handle(input, call));
        return new Tool(this, binding);
      } catch (SchemaException e) {
        throw new IllegalArgumentException("Tool \"" + name + "\": " + e.getMessage(), e);
      }
    }
  }
}
