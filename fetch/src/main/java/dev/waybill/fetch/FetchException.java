package dev.waybill.fetch;

import java.io.Serial;

/**
 * A fetch that failed. The message says which host, what happened and what to do; it holds nothing
 * of what was sent or received, and no path or query.
 */
public final class FetchException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** Why a fetch failed. */
  public enum Reason {
    /** The URL is not one that is fetched: its scheme, its host or the way it is written. */
    BAD_URL,
    /** The host lies at an address that must not be reached from here. */
    FORBIDDEN_ADDRESS,
    /** Plain HTTP to a host that is not this machine. */
    INSECURE,
    /** The host is unknown, refuses the connection, breaks it off or has no valid certificate. */
    UNREACHABLE,
    /** The answer was not complete within the time limit. */
    TIMED_OUT,
    /** The answer is longer than allowed. */
    TOO_LARGE,
    /** A redirect that is not followed. */
    REDIRECT,
    /** The answer is not proper HTTP. */
    BAD_ANSWER,
    /** The thread was interrupted. */
    INTERRUPTED
  }

  private final Reason reason;
  private final String host;

  FetchException(Reason reason, String host, String message) {
    super(host + ": " + message);
    this.reason = reason;
    this.host = host;
  }

  public Reason reason() {
    return reason;
  }

  /** The host that was asked, with its port where the URL named one. */
  public String host() {
    return host;
  }
}
