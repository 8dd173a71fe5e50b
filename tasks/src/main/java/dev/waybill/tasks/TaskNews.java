package dev.waybill.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.server.Backplane;
import java.util.Optional;
import java.util.function.Consumer;

/** What happened to a task, as workers tell each other: a letter and the task's id. */
record TaskNews(Kind kind, String taskId) {
  private static final String CHANNEL = "tasks";

  enum Kind {
    /** It can be run. */
    DUE('D'),
    /** Something about it that clients can see is different. */
    CHANGED('C'),
    /** Whoever runs it is to stop. */
    CANCEL('X');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }
  }

  /** Tells all workers. */
  static void tell(Backplane backplane, Kind kind, String taskId) {
    backplane.publish(CHANNEL, new TaskNews(kind, taskId).encode());
  }

  /** Hears what workers tell, until what is returned is closed. */
  static AutoCloseable listen(Backplane backplane, Consumer<TaskNews> listener) {
    return backplane.listen(CHANNEL, message -> decode(message).ifPresent(listener));
  }

  byte[] encode() {
    return (kind.letter + taskId).getBytes(UTF_8);
  }

  /** Empty for what is no news: whoever reaches the store may publish anything. */
  static Optional<TaskNews> decode(byte[] message) {
    String text = new String(message, UTF_8);
    for (Kind kind : Kind.values()) {
      if (!text.isEmpty() && text.charAt(0) == kind.letter) {
        return Optional.of(new TaskNews(kind, text.substring(1)));
      }
    }
    return Optional.empty();
  }
}
