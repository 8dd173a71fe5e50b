package dev.waybill.client;

import dev.waybill.protocol.HeaderCodec;
import dev.waybill.protocol.Tool;
import dev.waybill.schema.CompiledSchema;
import dev.waybill.schema.HeaderParameter;
import dev.waybill.schema.SchemaException;
import dev.waybill.schema.SchemaLimits;
import dev.waybill.schema.Violation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of a server's tools from its lists: which parameters travel as headers, and what
 * their results promise to look like.
 */
final class ToolBook {
  private static final Logger LOG = LoggerFactory.getLogger(ToolBook.class);
  private static final BigDecimal SAFE = BigDecimal.valueOf((1L << 53) - 1);
  private static final int MOST_TOOLS = 10_000;

  private record Page(List<HeaderParameter> headers, Output output) {}

  /** A promise about results; compiled when the first result is there. */
  private static final class Output {
    private final @Nullable JsonNode schema;
    private volatile @Nullable CompiledSchema compiled;

    Output(@Nullable JsonNode schema) {
      this.schema = schema;
    }

    Optional<CompiledSchema> compiled() {
      CompiledSchema ready = compiled;
      if (ready == null && schema != null) {
        ready = CompiledSchema.compile(schema, SchemaLimits.DEFAULT);
        compiled = ready;
      }
      return Optional.ofNullable(ready);
    }
  }

  private final ConcurrentMap<String, Page> pages = new ConcurrentHashMap<>();
  private volatile boolean read;

  /**
   * Learns the tools of one page of a list.
   *
   * @return those that can be used: without the wrongly annotated ones where parameters are
   *     mirrored
   */
  List<Tool> learn(List<Tool> tools, boolean mirrored, String server) {
    read = true;
    List<Tool> usable = new ArrayList<>(tools.size());
    for (Tool tool : tools) {
      List<HeaderParameter> headers;
      try {
        headers = HeaderParameter.of(tool.inputSchema());
      } catch (SchemaException e) {
        headers = List.of();
        if (mirrored) {
          LOG.warn(
              "{}: tool \"{}\" is left out of the list: {}",
              server,
              Where.tidy(tool.name()),
              Where.tidy(String.valueOf(e.getMessage())));
          pages.remove(tool.name());
          continue;
        }
      }
      if (pages.size() < MOST_TOOLS || pages.containsKey(tool.name())) {
        pages.put(tool.name(), new Page(headers, new Output(tool.outputSchema())));
      }
      usable.add(tool);
    }
    return usable;
  }

  /** Whether any list was read. */
  boolean isRead() {
    return read;
  }

  /** The headers a call has besides the usual ones; none for a tool that is not known. */
  Map<String, String> headers(String tool, ObjectNode arguments) {
    Page page = pages.get(tool);
    if (page == null || page.headers.isEmpty()) {
      return Map.of();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (HeaderParameter parameter : page.headers) {
      JsonNode value = parameter.value(arguments);
      if (!value.isMissingNode() && !value.isNull()) {
        text(value, parameter)
            .ifPresent(text -> headers.put(parameter.header(), HeaderCodec.encode(text)));
      }
    }
    return headers;
  }

  /** A value of another type than the schema's is left to the server to refuse. */
  private static Optional<String> text(JsonNode value, HeaderParameter parameter) {
    if (value.isString()) {
      return Optional.of(value.stringValue());
    }
    if (value.isBoolean()) {
      return Optional.of(Boolean.toString(value.booleanValue()));
    }
    if (!value.isNumber()) {
      return Optional.empty();
    }
    BigDecimal number = value.decimalValue();
    if (number.abs().compareTo(SAFE) > 0) {
      throw new IllegalArgumentException(
          "/"
              + String.join("/", parameter.path())
              + " travels as a header, so it must be from -(2^53-1) to 2^53-1");
    }
    return Optional.of(number.stripTrailingZeros().toPlainString());
  }

  /** Checks a structured result against its tool's promise, as far as that is known. */
  void check(String tool, JsonNode structured, Where where) {
    Page page = pages.get(tool);
    if (page == null) {
      return;
    }
    List<Violation> violations;
    try {
      violations =
          page.output.compiled().map(schema -> schema.validate(structured)).orElse(List.of());
    } catch (SchemaException e) {
      throw where.violation(
          "its output schema is refused: " + Where.tidy(String.valueOf(e.getMessage())), e);
    }
    if (!violations.isEmpty()) {
      throw where.violation(
          "its structured content breaks its own output schema at "
              + violations.stream().map(Violation::toString).limit(3).toList());
    }
  }
}
