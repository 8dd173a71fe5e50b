package dev.waybill.server;

import dev.waybill.protocol.HeaderCodec;
import dev.waybill.protocol.Headers;
import dev.waybill.schema.HeaderParameter;
import dev.waybill.schema.SchemaException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code x-mcp-header} annotations of a tool's input schema and the check of the headers they
 * ask for (Streamable HTTP, Custom Headers from Tool Parameters).
 */
final class ParamHeaders {
  private static final BigDecimal SAFE = BigDecimal.valueOf((1L << 53) - 1);
  private static final int MAX_NUMBER_CHARS = 32;

  private final List<HeaderParameter> parameters;

  private ParamHeaders(List<HeaderParameter> parameters) {
    this.parameters = parameters;
  }

  /**
   * @throws SchemaException when an annotation is wrong
   */
  static ParamHeaders of(ObjectNode schema) {
    return new ParamHeaders(HeaderParameter.of(schema));
  }

  boolean any() {
    return !parameters.isEmpty();
  }

  /** What is wrong with the headers of a call, naming header and both values. */
  Optional<String> mismatch(Headers headers, ObjectNode arguments) {
    for (HeaderParameter parameter : parameters) {
      String problem = mismatch(parameter, headers.get(parameter.header()), arguments);
      if (problem != null) {
        return Optional.of(problem);
      }
    }
    return Optional.empty();
  }

  private static @Nullable String mismatch(
      HeaderParameter parameter, @Nullable String header, ObjectNode arguments) {
    JsonNode value = parameter.value(arguments);
    String where = "argument /" + String.join("/", parameter.path());
    if (value.isMissingNode() || value.isNull()) {
      return header == null
          ? null
          : parameter.header() + " is " + quoted(header) + " but " + where + " is absent";
    }
    if (header == null) {
      return parameter.header() + " is missing: expected " + quoted(value) + ", as in " + where;
    }
    Optional<String> decoded = HeaderCodec.decode(header);
    if (decoded.isEmpty()) {
      return parameter.header()
          + " value "
          + quoted(header)
          + " is not a valid encoding of "
          + where
          + " "
          + quoted(value);
    }
    if (equal(decoded.get(), value)) {
      return null;
    }
    return parameter.header()
        + " value "
        + quoted(decoded.get())
        + " does not match "
        + where
        + " "
        + quoted(value);
  }

  private static String quoted(JsonNode value) {
    return quoted(value.isString() ? value.stringValue() : value.toString());
  }

  private static String quoted(String value) {
    return "'" + Text.shortened(value) + "'";
  }

  private static boolean equal(String header, JsonNode value) {
    if (value.isString()) {
      return header.equals(value.stringValue());
    }
    if (value.isBoolean()) {
      return header.equals(Boolean.toString(value.booleanValue()));
    }
    if (!value.isNumber() || header.length() > MAX_NUMBER_CHARS) {
      return false;
    }
    try {
      BigDecimal number = value.decimalValue();
      return number.abs().compareTo(SAFE) <= 0 && number.compareTo(new BigDecimal(header)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
