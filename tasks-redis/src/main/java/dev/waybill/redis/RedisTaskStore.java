package dev.waybill.redis;

import static dev.waybill.redis.Rows.is;
import static dev.waybill.redis.Rows.number;
import static dev.waybill.redis.Rows.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskFilter;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore;
import dev.waybill.tasks.TaskStoreException;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Tasks in Redis 7 or newer, or Valkey; one server or a cluster.
 *
 * <pre>{@code
 * TaskStore store = RedisTaskStore.open(RedisOptions.at("redis://localhost:6379"));
 * }</pre>
 *
 * <p>What is durable is what the server's append-only file makes durable: with {@code appendonly
 * yes} and {@code appendfsync always} all that a method did when it returned; see {@link
 * RedisOptions#requireDurable}.
 *
 * <p>Priorities hold across the whole store for the first 32 tasks of a tool in each of its sixteen
 * shards. Times are counted in milliseconds by the clock of the server.
 */
public final class RedisTaskStore implements TaskStore {
  private static final List<TaskStatus> STATUSES = List.of(TaskStatus.values());

  private final RedisServers servers;
  private final RedisLink link;
  private final Shards shards;
  private final Creations creations;
  private final Journals journals;
  private final Claims claims;
  private final Leases leases;
  private final AtomicInteger swept = new AtomicInteger();

  private RedisTaskStore(RedisServers servers, RedisLink link, RedisOptions options) {
    this.servers = servers;
    this.link = link;
    this.shards = new Shards(link, options);
    this.creations = new Creations(link, shards);
    this.journals = new Journals(link, shards);
    this.claims = new Claims(link, shards);
    this.leases = new Leases(link, shards);
  }

  /**
   * Connects, and checks what the servers make durable.
   *
   * @throws IllegalStateException when a server is too old, may throw tasks away, or is less
   *     durable than asked for
   * @throws TaskStoreException when Redis cannot be reached
   */
  public static RedisTaskStore open(RedisOptions options) {
    return RedisServers.use(
        options,
        servers -> {
          Durability.check(servers, options);
          RedisTaskStore store =
              new RedisTaskStore(servers, new RedisLink(servers, options.timeout()), options);
          store.shards.reach();
          return store;
        });
  }

  @Override
  public Created create(NewTask task) {
    return creations.create(task);
  }

  @Override
  public Optional<TaskRow> find(String id) {
    List<Object> answer = shards.run(Script.FIND, id);
    return done(answer) ? Optional.of(Rows.task(answer.get(1))) : Optional.empty();
  }

  private static boolean done(List<Object> answer) {
    return is(answer.getFirst());
  }

  @Override
  public List<JournalRow> journal(String id) {
    return journals.read(id);
  }

  @Override
  public Map<String, byte[]> questions(String id) {
    return Rows.pairs(shards.run(Script.QUESTIONS, id), 1);
  }

  @Override
  public List<Claimed> claim(String worker, int max, Duration lease, Map<String, Integer> room) {
    return claims.claim(worker, max, lease, room);
  }

  @Override
  public Optional<Claimed> take(String id, String worker, Duration lease) {
    List<Object> answer = shards.run(Script.TAKE, id, r -> r.with(worker).with(lease));
    return done(answer) ? Optional.of(Rows.claimed(answer.get(1), worker)) : Optional.empty();
  }

  @Override
  public Set<String> renew(List<Lease> held, Duration lease) {
    return leases.renew(held, lease);
  }

  @Override
  public boolean record(Lease lease, String key, byte[] payload) {
    return leases.run(Script.RECORD, lease, r -> r.with(key).with(payload));
  }

  @Override
  public boolean report(String id, String statusMessage) {
    return done(shards.run(Script.REPORT, id, r -> r.with(statusMessage)));
  }

  @Override
  public boolean report(Lease lease, String statusMessage) {
    return done(
        shards.run(
            Script.REPORT,
            lease.taskId(),
            r -> r.with(statusMessage).with(lease.worker()).with(lease.token())));
  }

  @Override
  public boolean park(Lease lease, Map<String, byte[]> questions) {
    return leases.run(Script.PARK, lease, r -> r.with(questions));
  }

  @Override
  public boolean postpone(
      Lease lease, Duration delay, Optional<String> statusMessage, boolean failed) {
    return leases.run(
        Script.POSTPONE,
        lease,
        r -> r.with(delay).withOptional(statusMessage.map(RedisTaskStore::bytes)).with(failed));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Override
  public boolean settle(
      Lease lease, TaskStatus status, Optional<byte[]> outcome, Optional<String> statusMessage) {
    return leases.run(
        Script.SETTLE,
        lease,
        r ->
            r.with(status.wireName())
                .withOptional(outcome)
                .withOptional(statusMessage.map(RedisTaskStore::bytes)));
  }

  @Override
  public Set<String> answer(String id, Map<String, byte[]> answers) {
    return shards.run(Script.ANSWER, id, r -> r.with(answers)).stream()
        .skip(1)
        .map(Rows::text)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @Override
  public Optional<TaskRow> cancel(String id) {
    List<Object> answer = shards.run(Script.CANCEL, id);
    return done(answer) ? Optional.of(Rows.task(answer.get(1))) : Optional.empty();
  }

  @Override
  public Set<String> cancelRequests(String worker) {
    return everywhere(shard -> shards.plain(CommandType.SMEMBERS, shard, "cancel:" + worker))
        .stream()
        .flatMap(List::stream)
        .map(Rows::text)
        .collect(Collectors.toSet());
  }

  private List<List<Object>> everywhere(IntFunction<Request> request) {
    List<Request> requests = Shards.all().stream().map(request::apply).toList();
    return link.sendAll(requests).stream().map(Pending::answer).toList();
  }

  /**
   * Starts elsewhere each time, so that a shard that does not answer does not hold up all others.
   */
  @Override
  public int sweep(int max, Duration grace) {
    int removed = 0;
    int start = swept.getAndIncrement();
    for (int i = 0; i < Shards.COUNT && removed < max; i++) {
      int shard = Math.floorMod(start + i, Shards.COUNT);
      List<Object> answer =
          link.send(shards.script(Script.SWEEP, shard).with(max - removed).with(grace));
      removed += (int) number(answer.get(1));
      answer.stream().skip(2).map(Rows::text).forEach(shards::removeSignpost);
    }
    return removed;
  }

  @Override
  public long queued() {
    return everywhere(shard -> shards.script(Script.QUEUED, shard)).stream()
        .mapToLong(answer -> number(answer.get(1)))
        .sum();
  }

  @Override
  public List<TaskRow> list(TaskFilter filter, Optional<Position> after, int max) {
    return new Listing(link, shards, filter, after, max).read(max);
  }

  @Override
  public Map<TaskStatus, Tally> tally() {
    Map<TaskStatus, Tally> tally = new EnumMap<>(TaskStatus.class);
    for (List<Object> answer : everywhere(this::counting)) {
      for (int i = 0; i < STATUSES.size(); i++) {
        long count = number(answer.get(2 * i + 1));
        Tally here = new Tally(count, Duration.ofMillis(number(answer.get(2 * i + 2))));
        if (count > 0) {
          tally.merge(STATUSES.get(i), here, RedisTaskStore::sum);
        }
      }
    }
    return tally;
  }

  private Request counting(int shard) {
    Request request = shards.script(Script.TALLY, shard);
    STATUSES.forEach(status -> request.with(status.wireName()));
    return request;
  }

  private static Tally sum(Tally one, Tally other) {
    boolean older = one.oldest().compareTo(other.oldest()) > 0;
    return new Tally(one.count() + other.count(), older ? one.oldest() : other.oldest());
  }

  @Override
  public boolean retry(String id) {
    return done(shards.run(Script.RETRY, id));
  }

  @Override
  public boolean purge(String id) {
    List<Object> answer = shards.run(Script.PURGE, id);
    if (done(answer) && is(answer.get(1))) {
      shards.removeSignpost(id);
    }
    return done(answer);
  }

  @Override
  public void close() {
    link.close();
    servers.close();
  }
}
