package dev.waybill.client;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Which server and which call a failure belongs to; makes the failures, so that each message begins
 * the same way.
 */
record Where(String server, String method, @Nullable String target) {
  private static final int LONGEST = 500;

  McpClientException.Unreachable unreachable(String what, @Nullable Throwable cause) {
    return new McpClientException.Unreachable(this, what, cause);
  }

  McpClientException.ProtocolViolation violation(String what, Throwable cause) {
    return new McpClientException.ProtocolViolation(this, what, cause);
  }

  McpClientException.ProtocolViolation violation(String what) {
    return new McpClientException.ProtocolViolation(this, what);
  }

  McpClientException.TimedOut timedOut(String what) {
    return new McpClientException.TimedOut(this, what);
  }

  McpClientException.Cancelled cancelled(String what, @Nullable Throwable cause) {
    return new McpClientException.Cancelled(this, what, cause);
  }

  /** Marks the thread as interrupted again, as whoever swallows the exception must. */
  McpClientException.Cancelled interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return cancelled("the thread that waited was interrupted; the call was cancelled", cause);
  }

  /** No authorization could be obtained, so no other answer than 401 can be expected. */
  McpClientException.Unauthorized unauthorized(String what) {
    return new McpClientException.Unauthorized(this, what, 401);
  }

  McpClientException.Refused refused(JsonNode error) {
    return new McpClientException.Refused(
        this,
        error.path("code").asInt(0),
        tidy(error.path("message").asString("")),
        error.get("data"));
  }

  /** A server's words, fit for a message and a log: one line, no control characters, bounded. */
  static String tidy(String words) {
    String line = words.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }

  @Override
  public String toString() {
    return server + ": " + method + (target == null ? "" : " " + tidy(target));
  }
}
