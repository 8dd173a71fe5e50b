package dev.waybill.oauth;

import dev.waybill.client.AuthorizationException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread do what many need. The work has a thread of its own, so that whoever started it
 * can be cancelled without harm to those who wait; it is interrupted when nobody waits any more.
 */
final class SingleFlight {
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Flight current;

  interface Work {
    void run() throws InterruptedException;
  }

  private static final class Flight {
    final FutureTask<Void> task;
    int waiting;

    Flight(Work work) {
      this.task =
          new FutureTask<>(() -> {
            work.run();
            return null;
          });
    }
  }

  /** Does the work, or waits for the same work that is under way; fails as it fails. */
  void run(Work work) {
    Flight flight = join(work);
    try {
      var unused = flight.task.get();
    } catch (ExecutionException e) {
      throw told(e.getCause());
    } catch (CancellationException e) {
      throw new AuthorizationException("The authorization was given up; call again.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuthorizationException("The call was interrupted while it was being authorized.");
    } finally {
      leave(flight);
    }
  }

  private Flight join(Work work) {
    lock.lock();
    try {
      Flight flight = current;
      if (flight == null || flight.task.isDone()) {
        flight = new Flight(work);
        current = flight;
        Thread.ofVirtual().name("waybill-oauth").start(flight.task);
      }
      flight.waiting++;
      return flight;
    } finally {
      lock.unlock();
    }
  }

  private void leave(Flight flight) {
    lock.lock();
    try {
      if (--flight.waiting == 0) {
        flight.task.cancel(true);
      }
    } finally {
      lock.unlock();
    }
  }

  private static RuntimeException told(@Nullable Throwable cause) {
    return switch (cause) {
      case AuthorizationException refused -> new AuthorizationException(message(refused));
      case RuntimeException failure -> failure;
      case InterruptedException gone ->
          new AuthorizationException("The authorization was given up; call again.");
      case null, default -> new IllegalStateException("The authorization failed", cause);
    };
  }

  private static String message(AuthorizationException refused) {
    String message = refused.getMessage();
    return message == null ? "The request could not be authorized." : message;
  }
}
