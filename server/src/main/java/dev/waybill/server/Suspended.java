package dev.waybill.server;

import dev.waybill.protocol.InputRequest;
import java.util.Map;

/**
 * Unwinds a handler that needs an answer it does not have. An {@link Error} without a stack, so
 * that {@code catch (Exception)} in a handler cannot swallow it and throwing it costs nothing.
 */
public final class Suspended extends Error {
  private static final long serialVersionUID = 1;

  private final transient Map<String, InputRequest> requests;

  /**
   * @param requests what the client is to be asked, by key; empty when the handler waits for time
   */
  public Suspended(Map<String, InputRequest> requests) {
    super("The call waits for answers to " + requests.keySet(), null, false, false);
    this.requests = requests;
  }

  /** What the client is to be asked. */
  public Map<String, InputRequest> requests() {
    return requests;
  }
}
