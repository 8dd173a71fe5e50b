package dev.waybill.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what scripts answer. */
final class Rows {
  private Rows() {}

  /** Reads what {@code row} of task.lua makes of a task. */
  static TaskRow task(Object row) {
    List<?> fields = list(row);
    long now = number(fields.get(15));
    long created = number(fields.get(9));
    return new TaskRow(
        text(fields.get(14)),
        text(fields.get(0)),
        text(fields.get(1)),
        fields.get(2) instanceof byte[] payload ? payload : new byte[0],
        new TaskRow.State(
            TaskStatus.valueOf(text(fields.get(3)).toUpperCase(Locale.ROOT)),
            optional(fields.get(4)).map(Rows::text),
            optional(fields.get(5)),
            optional(fields.get(6)).map(Rows::number).orElse(0L).intValue(),
            optional(fields.get(7)).map(Rows::text),
            fields.get(8) != null),
        new TaskRow.Times(
            Instant.ofEpochMilli(created),
            Instant.ofEpochMilli(number(fields.get(10))),
            Instant.ofEpochMilli(number(fields.get(11))),
            Duration.ofMillis(now - created),
            Duration.ofMillis(number(fields.get(12))),
            optional(fields.get(13)).map(Rows::number).map(Duration::ofMillis)));
  }

  /** Reads what task.lua answers about a task that was leased. */
  static TaskStore.Claimed claimed(Object answer, String worker) {
    List<?> fields = list(answer);
    TaskRow task = task(fields.get(2));
    return new TaskStore.Claimed(
        task, new Lease(task.id(), worker, number(fields.get(0))), is(fields.get(1)));
  }

  static List<?> list(Object value) {
    return (List<?>) value;
  }

  static boolean is(Object value) {
    return number(value) == 1;
  }

  static long number(Object value) {
    return value instanceof Long number ? number : Long.parseLong(text(value));
  }

  static String text(Object value) {
    return new String((byte[]) value, UTF_8);
  }

  static Optional<byte[]> optional(@Nullable Object value) {
    return Optional.ofNullable((byte[]) value);
  }

  /** Names and bytes in turn. */
  static Map<String, byte[]> pairs(List<Object> answer, int from) {
    Map<String, byte[]> pairs = new LinkedHashMap<>();
    for (int i = from; i + 1 < answer.size(); i += 2) {
      pairs.put(text(answer.get(i)), (byte[]) answer.get(i + 1));
    }
    return pairs;
  }
}
