package dev.waybill.server;

/**
 * A failure whose message is meant for the model: it is sent as a tool error ({@code isError}),
 * while the message of any other exception stays in the log.
 */
public final class ToolException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ToolException(String message) {
    super(message);
  }

  public ToolException(String message, Throwable cause) {
    super(message, cause);
  }
}
