package dev.waybill.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TaskIdsTest {
  private static final int RANDOM_CHARACTERS = 22;

  private static int randomStart(String id) {
    return id.length() - RANDOM_CHARACTERS;
  }

  @Test
  void the_id_of_a_task_ends_with_128_bits_that_are_never_the_same() {
    List<String> ids = Stream.generate(TaskIds::next).limit(1_000).toList();

    assertThat(ids).allSatisfy(id -> assertThat(id).matches("[0-9a-z]{8,9}[A-Za-z0-9_-]{22}"));
    List<String> random = ids.stream().map(id -> id.substring(randomStart(id))).toList();
    assertThat(random).doesNotHaveDuplicates();
    assertThat(random)
        .allSatisfy(bits -> assertThat(Base64.getUrlDecoder().decode(bits)).hasSize(16));
  }

  @Test
  void the_id_of_a_task_begins_with_the_time_so_that_later_ones_sort_behind_it() {
    long before = System.currentTimeMillis();
    String id = TaskIds.next();
    long after = System.currentTimeMillis();

    String time = id.substring(0, randomStart(id));
    assertThat(Long.parseLong(time, Character.MAX_RADIX)).isBetween(before, after);
    assertThat(Long.toString(after + 1, Character.MAX_RADIX)).isGreaterThan(id);
  }
}
