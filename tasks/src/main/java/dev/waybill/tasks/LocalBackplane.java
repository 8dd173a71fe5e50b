package dev.waybill.tasks;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A backplane between engines of one process. */
public final class LocalBackplane implements Backplane {
  private final List<Consumer<Message>> listeners = new CopyOnWriteArrayList<>();

  @Override
  public void publish(Message message) {
    listeners.forEach(listener -> listener.accept(message));
  }

  @Override
  public AutoCloseable listen(Consumer<Message> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    listeners.clear();
  }
}
