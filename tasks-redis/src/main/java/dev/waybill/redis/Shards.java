package dev.waybill.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskStoreException;
import io.lettuce.core.protocol.CommandType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where tasks lie. A task and all indexes of it are in one of sixteen shards, each a slot of a
 * cluster, so that one script changes them at once. Its id says which, except for tasks with an
 * idempotency key: those lie where the key leads, and their ids lead to a signpost.
 */
final class Shards {
  /** Part of how data is stored: another number would find nothing of it. */
  static final int COUNT = 16;

  private static final Logger LOG = LoggerFactory.getLogger(Shards.class);
  private static final int REMEMBERED = 10_000;

  private final RedisLink link;
  private final RedisOptions options;
  private final List<byte[]> bases;
  private final Map<String, Integer> away = new ConcurrentHashMap<>();

  Shards(RedisLink link, RedisOptions options) {
    this.link = link;
    this.options = options;
    this.bases =
        IntStream.range(0, COUNT).mapToObj(shard -> options.key(tag(shard) + ":")).toList();
  }

  /** Tags whose slots spread evenly over the nodes of a cluster of any usual size. */
  private static String tag(int shard) {
    return "{" + shard + "}";
  }

  static List<Integer> all() {
    return IntStream.range(0, COUNT).boxed().toList();
  }

  static int of(String text) {
    CRC32 sum = new CRC32();
    sum.update(text.getBytes(UTF_8));
    return (int) (sum.getValue() % COUNT);
  }

  /** Where a task is, as far as is known here. */
  int find(String id) {
    Integer known = away.get(id);
    return known == null ? of(id) : known;
  }

  /** Remembers where a task is that was seen there. */
  void seen(String id, int shard) {
    if (of(id) != shard) {
      if (away.size() >= REMEMBERED) {
        away.clear();
      }
      away.put(id, shard);
    }
  }

  Request script(Script script, int shard) {
    return Request.script(script, bases.get(shard));
  }

  Request plain(CommandType type, int shard, String key) {
    return Request.plain(type, options.key(tag(shard) + ":" + key));
  }

  /** What makes up a request for a task, once it is known where it lies. */
  interface Making {
    Request with(Request id);
  }

  /** Runs a script on a task, wherever it lies. */
  List<Object> run(Script script, String id, Making making) {
    List<Object> answer = link.send(making.with(script(script, find(id)).with(id)));
    if (answer.getFirst() instanceof byte[]) {
      int shard = (int) Rows.number(answer.get(1));
      seen(id, shard);
      answer = link.send(making.with(script(script, shard).with(id)));
    }
    return answer;
  }

  List<Object> run(Script script, String id) {
    return run(script, id, request -> request);
  }

  /** Looks for a signpost; returns whether one shows to another place than was known. */
  boolean look(String id) {
    Object shown = link.send(plain(CommandType.GET, of(id), "at:" + id)).getFirst();
    if (shown == null || Rows.number(shown) == find(id)) {
      return false;
    }
    seen(id, (int) Rows.number(shown));
    return true;
  }

  /** Connects to wherever tasks lie. */
  void reach() {
    link.reach(all().stream().map(shard -> plain(CommandType.EXISTS, shard, "created")).toList());
  }

  void putSignpost(String id, int shard) {
    link.send(plain(CommandType.SET, of(id), "at:" + id).with(shard));
    seen(id, shard);
  }

  /** Of no task any more; one that stays behind harms nobody. */
  void removeSignpost(String id) {
    away.remove(id);
    try {
      link.send(plain(CommandType.DEL, of(id), "at:" + id));
    } catch (TaskStoreException e) {
      LOG.debug("A signpost stayed behind");
    }
  }

  /** What names a task within all principals and tools, of bounded length. */
  static String digest(NewTask task, String idempotencyKey) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(task.principal(), task.tool(), idempotencyKey)) {
        byte[] bytes = part.getBytes(UTF_8);
        digest.update((bytes.length + ":").getBytes(UTF_8));
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
