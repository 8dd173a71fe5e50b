package dev.waybill.tasks;

import java.util.function.Consumer;

/**
 * Carries news between workers. An accelerator only: everything still works, later, when it drops a
 * message.
 */
public interface Backplane extends AutoCloseable {
  /** What happened to a task. */
  enum News {
    /** It can be run. */
    DUE,
    /** Something about it that clients can see is different. */
    CHANGED,
    /** Whoever runs it is to stop. */
    CANCEL
  }

  /** News about one task. */
  record Message(News news, String taskId) {}

  void publish(Message message);

  /** Hears everything published from now on, by any worker; listeners are quick. */
  AutoCloseable listen(Consumer<Message> listener);

  @Override
  void close();
}
