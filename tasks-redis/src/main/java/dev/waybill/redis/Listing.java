package dev.waybill.redis;

import dev.waybill.tasks.TaskFilter;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Lists tasks: each shard in order, a bounded part at a time, merged. */
final class Listing {
  private static final int LOOKED_AT = 500;
  private static final Comparator<TaskRow> LATEST_FIRST =
      Comparator.comparing((TaskRow task) -> task.times().created())
          .thenComparing(TaskRow::id)
          .reversed();

  private final RedisLink link;
  private final Shards shards;
  private final TaskFilter filter;
  private final Optional<TaskStore.Position> after;
  private final int part;

  Listing(
      RedisLink link,
      Shards shards,
      TaskFilter filter,
      Optional<TaskStore.Position> after,
      int max) {
    this.link = link;
    this.shards = shards;
    this.filter = filter;
    this.after = after;
    this.part = Math.clamp(2L * max / Shards.COUNT + 2, 1, LOOKED_AT);
  }

  /** What is read of one shard. */
  private final class Source {
    private final int shard;
    private final Deque<TaskRow> read = new ArrayDeque<>();
    private String created = after.map(p -> "" + p.created().toEpochMilli()).orElse("");
    private String id = after.map(TaskStore.Position::id).orElse("");
    private boolean all;

    Source(int shard) {
      this.shard = shard;
    }

    Request request() {
      return shards
          .script(Script.LIST, shard)
          .with(filter.status().map(TaskStatus::wireName).orElse(""))
          .with(filter.tool().orElse(""))
          .with(filter.principal().orElse(""))
          .with(filter.age().map(Duration::toMillis).map(String::valueOf).orElse(""))
          .with(created)
          .with(id)
          .with(part)
          .with(LOOKED_AT);
    }

    void take(List<Object> answer) {
      all = Rows.is(answer.get(1));
      created = Rows.text(answer.get(2));
      id = Rows.text(answer.get(3));
      answer.stream().skip(4).map(Rows::task).forEach(read::add);
    }

    /** Reads on when nothing read is left; returns whether there is more. */
    boolean fill() {
      while (read.isEmpty() && !all) {
        take(link.send(request()));
      }
      return !read.isEmpty();
    }

    TaskRow head() {
      return read.element();
    }
  }

  List<TaskRow> read(int max) {
    List<Source> sources = Shards.all().stream().map(Source::new).toList();
    List<Pending> first = link.sendAll(sources.stream().map(Source::request).toList());
    for (int i = 0; i < first.size(); i++) {
      sources.get(i).take(first.get(i).answer());
    }
    PriorityQueue<Source> heads =
        new PriorityQueue<>(Comparator.comparing(Source::head, LATEST_FIRST));
    sources.stream().filter(Source::fill).forEach(heads::add);
    List<TaskRow> rows = new ArrayList<>();
    while (rows.size() < max && !heads.isEmpty()) {
      Source latest = heads.remove();
      rows.add(latest.read.remove());
      if (latest.fill()) {
        heads.add(latest);
      }
    }
    return rows;
  }
}
