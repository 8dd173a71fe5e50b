package dev.waybill.server;

import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Result;

/**
 * Carries out the calls of tools whose {@link TaskPolicy} lets them become tasks. An extension
 * provides one; without it such calls are answered within their requests.
 */
@FunctionalInterface
public interface CallRunner {
  /**
   * Carries out a call on the virtual thread of its request.
   *
   * @param world the request's own, with the answers it brought
   * @param reporter leads to the request's stream
   * @param cancellation fires when the client gives the request up
   * @return the tool's result, or one of the extension's own
   * @throws McpException is sent as it stands
   * @throws Suspended asks the client in a round trip of the request
   */
  Result run(ToolInvocation call, World world, Reporter reporter, Cancellation cancellation);
}
