package dev.waybill.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class StreamsTest {
  @Test
  @Tag("slow")
  @EnabledOnOs(OS.LINUX)
  void thousands_of_subscriptions_are_told_of_every_change_and_take_little_memory()
      throws Exception {
    int streams = 2_000;
    int changes = 10;

    Streams.Outcome outcome = new Streams(streams, changes).measure();

    assertThat(outcome.counts().closed()).as("streams closed").isZero();
    assertThat(outcome.counts().least()).as("fewest notifications").isEqualTo(changes);
    assertThat(outcome.counts().most()).as("most notifications").isEqualTo(changes);
    assertThat(outcome.heapPerStream()).as("bytes a stream").isLessThan(10 << 10);
  }
}
