package dev.waybill.client;

import dev.waybill.protocol.ElicitResult;

/** Puts a server's question to the user. May block for as long as the call has time. */
@FunctionalInterface
public interface ElicitHandler {
  /** Answers with the question's own {@code accept}, {@code decline} or {@code cancel}. */
  ElicitResult answer(Elicitation question);
}
