package dev.waybill.tasks;

import dev.waybill.server.Extension;
import dev.waybill.server.Tool;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many more tasks of each tool one worker may run. */
final class ToolRoom {
  private static final long ELSEWHERE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Extension.Host host;

  /** How many run, those included that are about to. */
  private final Map<String, Integer> busy = new ConcurrentHashMap<>();

  /** Tools that this worker lacks, and when it found out: their tasks are left to others. */
  private final Map<String, Long> lacking = new ConcurrentHashMap<>();

  ToolRoom(Extension.Host host) {
    this.host = host;
  }

  /** For the tools that have a limit, and those that are not there. */
  Map<String, Integer> left() {
    Map<String, Integer> left = new HashMap<>();
    for (Tool tool : host.tools()) {
      int limit = tool.taskPolicy().concurrency();
      if (limit < Integer.MAX_VALUE) {
        left.put(tool.id(), limit - busy.getOrDefault(tool.id(), 0));
      }
    }
    lacking.values().removeIf(seen -> System.nanoTime() - seen > ELSEWHERE_NANOS);
    lacking.keySet().forEach(tool -> left.put(tool, 0));
    return left;
  }

  /** There is no such tool here: others may have it, and this worker may get it later. */
  void lacks(String tool) {
    lacking.put(tool, System.nanoTime());
  }

  void begun(String tool) {
    busy.merge(tool, 1, Integer::sum);
  }

  /** Returns whether others of the tool may have waited for this. */
  boolean ended(String tool) {
    busy.computeIfPresent(tool, (name, n) -> n == 1 ? null : n - 1);
    return host.tools().stream()
        .anyMatch(t -> t.id().equals(tool) && t.taskPolicy().concurrency() < Integer.MAX_VALUE);
  }
}
