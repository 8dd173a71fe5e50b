package dev.waybill.client;

import dev.waybill.protocol.CallToolResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a call to a server can end in besides its result. The message says which server, which call,
 * what happened and what to do; it never holds arguments or credentials. A failed call disturbs no
 * other call of the same client.
 */
public abstract sealed class McpClientException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private McpClientException(Where where, String what, @Nullable Throwable cause) {
    super(where + ": " + what, cause);
  }

  /** The server could not be reached, or went away before it answered. Trying again may help. */
  public static final class Unreachable extends McpClientException {
    private static final long serialVersionUID = 1;

    Unreachable(Where where, String what, @Nullable Throwable cause) {
      super(where, what, cause);
    }
  }

  /** The server wants another authorization than it got: HTTP 401 or 403. */
  public static final class Unauthorized extends McpClientException {
    private static final long serialVersionUID = 1;
    private final int status;

    Unauthorized(Where where, String what, int status) {
      super(where, what, null);
      this.status = status;
    }

    /** 401 or 403. */
    public int status() {
      return status;
    }
  }

  /** The server answered with a JSON-RPC error. */
  public static final class Refused extends McpClientException {
    private static final long serialVersionUID = 1;
    private final int code;
    private final String reason;
    private final transient @Nullable JsonNode data;

    Refused(Where where, int code, String reason, @Nullable JsonNode data) {
      super(where, "the server refused it with error " + code + ": " + reason, null);
      this.code = code;
      this.reason = reason;
      this.data = data;
    }

    /** The JSON-RPC {@code error.code}, such as -32602. */
    public int code() {
      return code;
    }

    /** The server's own words. */
    public String reason() {
      return reason;
    }

    /** The {@code error.data} member. */
    public Optional<JsonNode> data() {
      return Optional.ofNullable(data);
    }
  }

  /** A tool ran and failed ({@code isError}); thrown by typed calls only. */
  public static final class ToolFailed extends McpClientException {
    private static final long serialVersionUID = 1;
    private final transient CallToolResult result;

    ToolFailed(Where where, String what, CallToolResult result) {
      super(where, what, null);
      this.result = result;
    }

    /** What the tool answered, for the model to read. */
    public CallToolResult result() {
      return result;
    }
  }

  /** The server broke the protocol, a promise of its own, or a limit of this client. */
  public static final class ProtocolViolation extends McpClientException {
    private static final long serialVersionUID = 1;

    ProtocolViolation(Where where, String what) {
      super(where, what, null);
    }

    ProtocolViolation(Where where, String what, @Nullable Throwable cause) {
      super(where, what, cause);
    }
  }

  /** The call took longer than it may, and was cancelled at the server. */
  public static final class TimedOut extends McpClientException {
    private static final long serialVersionUID = 1;

    TimedOut(Where where, String what) {
      super(where, what, null);
    }
  }

  /**
   * The call was given up: its thread was interrupted, its task cancelled, or the client closed.
   */
  public static final class Cancelled extends McpClientException {
    private static final long serialVersionUID = 1;

    Cancelled(Where where, String what, @Nullable Throwable cause) {
      super(where, what, cause);
    }
  }
}
