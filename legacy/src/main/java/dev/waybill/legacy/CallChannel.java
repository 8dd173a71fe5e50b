package dev.waybill.legacy;

import dev.waybill.server.Reply;
import java.time.Duration;

/** Where the messages of one call go: those of its handler, questions, and the response. */
interface CallChannel extends Reply {
  /** Whether the client can be asked over it. */
  boolean carriesQuestions();

  /** Nothing will be sent for so long: the client may go away and come back. */
  void comeBackIn(Duration duration);
}
