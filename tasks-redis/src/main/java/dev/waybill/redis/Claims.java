package dev.waybill.redis;

import static dev.waybill.redis.Rows.list;
import static dev.waybill.redis.Rows.text;

import dev.waybill.tasks.TaskStore;
import dev.waybill.tasks.TaskStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims tasks across shards: one round trip to see what each shard has to offer, one to claim the
 * best of all.
 */
final class Claims {
  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  /** How many places of a tool each shard shows: more than it takes to spread a claim evenly. */
  private static final int SHOWN = 32;

  private final RedisLink link;
  private final Shards shards;

  Claims(RedisLink link, Shards shards) {
    this.link = link;
    this.shards = shards;
  }

  /**
   * Something ready; its place orders among all that is.
   *
   * @param place the priority and the time in fixed width, and the id
   */
  private record Ready(String place, int shard, String tool) {}

  private record Placed(String place, TaskStore.Claimed task) {}

  List<TaskStore.Claimed> claim(String worker, int max, Duration lease, Map<String, Integer> room) {
    while (true) {
      List<Ready> wanted = best(peek(Math.min(max, SHOWN), room), max, room);
      if (wanted.isEmpty()) {
        return List.of();
      }
      List<Placed> claimed = claim(wanted, worker, lease);
      if (!claimed.isEmpty()) {
        return claimed.stream()
            .sorted(Comparator.comparing(Placed::place))
            .map(Placed::task)
            .toList();
      }
      // Others were faster, all of whom got something: look again.
    }
  }

  private List<Ready> peek(int most, Map<String, Integer> room) {
    List<Request> requests =
        Shards.all().stream()
            .map(shard -> {
              Request request = shards.script(Script.PEEK, shard).with(most);
              room.forEach((tool, free) -> request.with(tool).with(Math.min(free, most)));
              return request;
            })
            .toList();
    List<@Nullable List<Object>> answers = reached(requests);
    List<Ready> ready = new ArrayList<>();
    for (int shard = 0; shard < answers.size(); shard++) {
      List<Object> answer = answers.get(shard);
      for (int i = 1; answer != null && i < answer.size(); i += 2) {
        String tool = text(answer.get(i));
        for (Object place : list(answer.get(i + 1))) {
          ready.add(new Ready(text(place), shard, tool));
        }
      }
    }
    return ready;
  }

  private static List<Ready> best(List<Ready> ready, int max, Map<String, Integer> room) {
    Map<String, Integer> left = new HashMap<>(room);
    List<Ready> best = new ArrayList<>();
    ready.sort(Comparator.comparing(Ready::place));
    for (Ready one : ready) {
      if (best.size() == max) {
        break;
      }
      Integer free = left.computeIfPresent(one.tool(), (tool, n) -> n - 1);
      if (free == null || free >= 0) {
        best.add(one);
      }
    }
    return best;
  }

  /**
   * Asks each shard for as many tasks of a tool as were chosen there; which, it may have changed.
   */
  private List<Placed> claim(List<Ready> wanted, String worker, Duration lease) {
    Map<Integer, Map<String, Integer>> counts = new LinkedHashMap<>();
    for (Ready one : wanted) {
      counts
          .computeIfAbsent(one.shard(), shard -> new LinkedHashMap<>())
          .merge(one.tool(), 1, Integer::sum);
    }
    List<Integer> asked = new ArrayList<>(counts.keySet());
    List<Request> requests =
        asked.stream()
            .map(shard -> {
              Request request = shards.script(Script.CLAIM, shard).with(worker).with(lease);
              counts
                  .getOrDefault(shard, Map.of())
                  .forEach((tool, count) -> request.with(tool).with(count));
              return request;
            })
            .toList();
    List<@Nullable List<Object>> answers = reached(requests);
    List<Placed> claimed = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      List<Object> answer = answers.get(i);
      for (int j = 1; answer != null && j < answer.size(); j++) {
        TaskStore.Claimed task = Rows.claimed(answer.get(j), worker);
        shards.seen(task.task().id(), asked.get(i));
        claimed.add(new Placed(text(list(answer.get(j)).get(3)), task));
      }
    }
    return claimed;
  }

  /** While a node of a cluster is away, what lies on the others goes on. */
  private List<@Nullable List<Object>> reached(List<Request> requests) {
    List<@Nullable List<Object>> answers = new ArrayList<>();
    @Nullable TaskStoreException failure = null;
    int reached = 0;
    for (Pending pending : link.sendAll(requests)) {
      try {
        answers.add(pending.answer());
        reached++;
      } catch (TaskStoreException e) {
        answers.add(null);
        failure = e;
      }
    }
    if (failure != null && reached == 0) {
      throw failure;
    }
    if (failure != null) {
      LOG.debug("{} of {} shards did not answer", requests.size() - reached, requests.size());
    }
    return answers;
  }
}
