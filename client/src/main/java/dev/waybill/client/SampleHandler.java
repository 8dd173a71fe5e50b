package dev.waybill.client;

import dev.waybill.protocol.CreateMessageResult;
import dev.waybill.protocol.InputRequest.CreateMessageRequestParams;

/** Puts a server's prompt to the application's language model (client/sampling). */
@FunctionalInterface
public interface SampleHandler {
  /** What the model answered. */
  CreateMessageResult answer(CreateMessageRequestParams request);
}
