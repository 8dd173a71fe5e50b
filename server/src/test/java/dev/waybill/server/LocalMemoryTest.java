package dev.waybill.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalMemoryTest extends SharedMemoryContract {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000);
  private final LocalMemory local = new LocalMemory(nanos::get);

  @Override
  protected SharedMemory memory() {
    return SharedMemory.checked(local);
  }

  @Override
  protected void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void a_group_lives_to_the_end_of_its_time_and_not_past_it() {
    memory().put("a", "k", new byte[1], Duration.ofSeconds(10));
    pass(Duration.ofNanos(9_999_999_999L));
    assertThat(memory().read("a")).hasSize(1);
    pass(Duration.ofNanos(1));
    assertThat(memory().read("a")).isEmpty();
  }

  @Test
  void what_is_over_is_not_kept_though_nobody_asks_for_it() {
    for (int i = 0; i < 1_000; i++) {
      memory().put("session/" + i, "k", new byte[1], Duration.ofSeconds(1));
      memory().append("stream/" + i, 1, new byte[1], Duration.ofSeconds(1));
    }
    pass(Duration.ofSeconds(1));
    for (int i = 0; i < 256; i++) {
      memory().put("new", "k", new byte[1], Duration.ofSeconds(1));
    }

    assertThat(local.size()).isEqualTo(1);
  }
}
