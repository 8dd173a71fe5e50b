package dev.waybill.server;

import dev.waybill.protocol.InputRequiredResult;
import dev.waybill.protocol.McpException;
import dev.waybill.protocol.Result;

/** What became of a request. */
public sealed interface Outcome {
  /** There is a result to send. */
  sealed interface Answered extends Outcome {
    Result result();
  }

  /** Done; an extension's result type travels here too. */
  record Complete(Result result) implements Answered {}

  /** The client is asked for more. */
  record InputRequired(InputRequiredResult result) implements Answered {}

  /** Refused or failed, as a protocol error. */
  record Failed(McpException error) implements Outcome {}
}
