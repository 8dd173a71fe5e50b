package dev.waybill.redis;

import dev.waybill.tasks.TaskStore;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.Map;

/**
 * Reads journals without a script, which would copy payloads twice; entries are only ever added.
 */
final class Journals {
  private final RedisLink link;
  private final Shards shards;

  Journals(RedisLink link, Shards shards) {
    this.link = link;
    this.shards = shards;
  }

  List<TaskStore.JournalRow> read(String id) {
    List<TaskStore.JournalRow> journal = read(id, shards.find(id));
    return journal.isEmpty() && shards.look(id) ? read(id, shards.find(id)) : journal;
  }

  private List<TaskStore.JournalRow> read(String id, int shard) {
    List<Pending> reading =
        link.sendAll(
            List.of(
                shards.plain(CommandType.LRANGE, shard, "jo:" + id).with(0).with(-1),
                shards.plain(CommandType.HGETALL, shard, "j:" + id)));
    List<Object> order = reading.getFirst().answer();
    Map<String, byte[]> entries = Rows.pairs(reading.getLast().answer(), 0);
    return order.stream()
        .map(Rows::text)
        .filter(entries::containsKey)
        .map(key -> new TaskStore.JournalRow(key, entries.getOrDefault(key, new byte[0])))
        .toList();
  }
}
