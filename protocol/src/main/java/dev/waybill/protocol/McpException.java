package dev.waybill.protocol;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A protocol error: what goes to the peer as a JSON-RPC error.
 *
 * <p>The message is sent as it stands, so it must hold nothing secret.
 */
public final class McpException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final transient @Nullable JsonNode data;

  public McpException(ErrorCode code, String message) {
    this(code, message, null);
  }

  public McpException(ErrorCode code, String message, @Nullable JsonNode data) {
    // No stack trace: these are answers to bad input, made as often as a peer likes.
    super(message, null, false, false);
    this.code = code;
    this.data = data;
  }

  /** Shorthand for {@link ErrorCode#INVALID_PARAMS}. */
  public static McpException invalidParams(String message) {
    return new McpException(ErrorCode.INVALID_PARAMS, message);
  }

  public ErrorCode code() {
    return code;
  }

  /** The message, never absent. */
  public String text() {
    return String.valueOf(getMessage());
  }

  /** The {@code error.data} member. */
  public Optional<JsonNode> data() {
    return Optional.ofNullable(data);
  }
}
