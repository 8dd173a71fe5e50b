package dev.waybill.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.tasks.NewTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tasks to be stored in tests. */
final class NewTasks {
  private NewTasks() {}

  static NewTask of(String id) {
    return withKey(id, Optional.empty());
  }

  static NewTask withKey(String id, Optional<String> idempotencyKey) {
    return new NewTask(
        id,
        "alice",
        "tool",
        ("call of " + id).getBytes(UTF_8),
        List.of(),
        new NewTask.Terms(
            0, Optional.empty(), Duration.ofMinutes(30), Duration.ZERO, idempotencyKey),
        Optional.empty());
  }
}
