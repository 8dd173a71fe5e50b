package dev.waybill.redis;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Stores new tasks: where their ids lead, or where their idempotency keys do. */
final class Creations {
  private final RedisLink link;
  private final Shards shards;

  Creations(RedisLink link, Shards shards) {
    this.link = link;
    this.shards = shards;
  }

  TaskStore.Created create(NewTask task) {
    Optional<String> unique = task.terms().idempotencyKey().map(key -> Shards.digest(task, key));
    int shard = Shards.of(unique.orElse(task.id()));
    boolean away = shard != Shards.of(task.id());
    if (away) {
      // Before the task: whoever finds the task finds the way to it.
      shards.putSignpost(task.id(), shard);
    }
    List<Object> answer = link.send(creation(task, unique, shard, away));
    TaskRow row = Rows.task(answer.get(3));
    shards.seen(row.id(), shard);
    if (!Rows.is(answer.get(1))) {
      if (away) {
        shards.removeSignpost(task.id());
      }
      return new TaskStore.Created(row, false, Optional.empty());
    }
    Optional<Lease> lease =
        task.owner()
            .filter(owner -> Rows.is(answer.get(2)))
            .map(owner -> new Lease(task.id(), owner.worker(), 1));
    return new TaskStore.Created(row, true, lease);
  }

  private Request creation(NewTask task, Optional<String> unique, int shard, boolean away) {
    NewTask.Terms terms = task.terms();
    Request request =
        shards
            .script(Script.CREATE, shard)
            .with(task.id())
            .with(task.principal())
            .with(task.tool())
            .with(task.payload())
            .with(terms.priority())
            .with(terms.ttl());
    terms.deadline().ifPresentOrElse(request::with, () -> request.with(""));
    request
        .with(terms.retention())
        .with(task.owner().map(NewTask.Owner::worker).orElse(""))
        .with(task.owner().map(NewTask.Owner::lease).orElse(Duration.ZERO))
        .with(unique.orElse(""))
        .with(away);
    task.journal().forEach(entry -> request.with(entry.key()).with(entry.payload()));
    return request;
  }
}
