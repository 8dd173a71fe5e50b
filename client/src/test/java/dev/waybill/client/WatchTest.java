package dev.waybill.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class WatchTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void what_blocks_for_longer_than_there_is_patience_is_ended_and_leaves_no_interrupt() {
    Patience patience = new Patience(LONG, Duration.ofMillis(20));
    assertThatThrownBy(() -> Watch.over(patience, this::block))
        .isInstanceOf(TimeoutException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void an_interrupt_of_someone_else_is_told_as_one() throws Exception {
    AtomicReference<Throwable> ended = new AtomicReference<>();
    CountDownLatch blocked = new CountDownLatch(1);
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Watch.over(
                    new Patience(LONG, LONG),
                    () -> {
                      blocked.countDown();
                      return block();
                    });
              } catch (IOException | InterruptedException | TimeoutException e) {
                ended.set(e);
              }
            });
    blocked.await();
    thread.interrupt();
    thread.join();
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void what_returns_just_when_its_time_is_up_is_not_interrupted_afterwards() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      Patience patience = new Patience(LONG, Duration.ofNanos(200_000));
      Watch.over(
          patience,
          () -> {
            while (patience.left() > 0) {
              Thread.onSpinWait();
            }
            return "";
          });
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  @Test
  void the_impatient_are_ended_while_the_patient_wait_on() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> patient = threads.submit(() -> Watch.over(new Patience(LONG, LONG), this::block));
      List<Future<?>> impatient = new ArrayList<>();
      for (int millis = 200; millis > 0; millis--) {
        Patience patience = new Patience(LONG, Duration.ofMillis(millis));
        impatient.add(threads.submit(() -> Watch.over(patience, this::block)));
      }
      for (Future<?> one : impatient) {
        assertThatThrownBy(one::get).hasCauseInstanceOf(TimeoutException.class);
      }
      assertThat(patient.isDone()).isFalse();
      never.countDown();
      assertThat(patient.get()).isEqualTo("unblocked");
    }
  }

  private String block() throws InterruptedException {
    never.await();
    return "unblocked";
  }
}
