package dev.waybill.jdbc;

import static dev.waybill.jdbc.PostgresRows.MICROS;

import dev.waybill.tasks.Lease;
import dev.waybill.tasks.NewTask;
import dev.waybill.tasks.TaskRow;
import dev.waybill.tasks.TaskStatus;
import dev.waybill.tasks.TaskStore.Created;
import dev.waybill.tasks.TaskStore.JournalRow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores new tasks, one for each idempotency key. */
final class PostgresCreation {
  private static final int TOGETHER = 64;
  private static final int ATTEMPTS = 10;

  private static final String INSERT =
      """
      INSERT INTO {task} (id, principal, tool, idempotency, status, priority, ready, worker, token,
        created_at, updated_at, due_at, wake_at, expires_at, deadline_at, ttl, retention, deadline,
        payload)
      SELECT n.id, n.principal, n.tool, n.idempotency, 'working', n.priority, n.worker IS NULL,
        n.worker, (n.worker IS NOT NULL)::int, now(), now(), now(),
        CASE WHEN n.worker IS NULL THEN now() ELSE clock_timestamp() + n.lease%1$s END,
        now() + n.ttl%1$s, now() + n.deadline%1$s, n.ttl, n.retention, n.deadline, n.payload
      FROM unnest(?::text[], ?::text[], ?::text[], ?::bytea[], ?::bigint[], ?::text[], ?::bigint[],
        ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[])
        AS n(id, principal, tool, idempotency, priority, worker, lease, ttl, retention, deadline,
          payload)
      ON CONFLICT (idempotency) WHERE idempotency IS NOT NULL DO NOTHING
      RETURNING id, created_at\
      """
          .formatted(MICROS);

  private static final String INSERT_WITH_JOURNAL =
      """
      WITH made AS (%s), written AS (
        INSERT INTO {task_journal} (task_id, entry_key, payload)
        SELECT j.id, j.key, j.payload
        FROM unnest(?::text[], ?::text[], ?::bytea[]) WITH ORDINALITY AS j(id, key, payload, place)
        JOIN made ON made.id = j.id ORDER BY j.place)
      SELECT id, created_at FROM made\
      """
          .formatted(INSERT);

  private final PostgresPool pool;
  private final PostgresBatch<Keyed, Optional<Instant>> inserts;
  private final String insert;
  private final String insertWithJournal;
  private final String earlier;
  private final String giveUp;

  PostgresCreation(PostgresPool pool) {
    this.pool = pool;
    this.inserts = new PostgresBatch<>(pool, TOGETHER, this::insert);
    this.insert = pool.sql(INSERT);
    this.insertWithJournal = pool.sql(INSERT_WITH_JOURNAL);
    this.earlier =
        pool.sql(
            "SELECT "
                + PostgresRows.COLUMNS
                + " FROM {task} t WHERE t.idempotency = ? AND t.expires_at > now()");
    this.giveUp =
        pool.sql(
            "UPDATE {task} SET idempotency = NULL WHERE idempotency = ? AND expires_at <= now()");
  }

  /** A task with the digest that finds it again. */
  private record Keyed(NewTask task, byte @Nullable [] digest) {}

  Created create(NewTask task) {
    Keyed keyed =
        new Keyed(task, task.terms().idempotencyKey().map(key -> digest(task, key)).orElse(null));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Instant> created = inserts.run(keyed);
      if (created.isPresent()) {
        return made(task, created.get());
      }
      byte[] digest = keyed.digest();
      if (digest == null) {
        throw new IllegalStateException("There is a task of this id already");
      }
      Optional<TaskRow> found =
          pool.run(connection ->
              PostgresQuery.of(connection, earlier).with(digest).first(PostgresRows::task));
      if (found.isPresent()) {
        return new Created(found.get(), false, Optional.empty());
      }
      // What stood in the way has expired: it stands in for repeated calls no more.
      pool.run(connection -> PostgresQuery.of(connection, giveUp).with(digest).update());
    }
    throw new IllegalStateException("Tasks of one idempotency key come and go too fast");
  }

  private static byte[] digest(NewTask task, String key) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(task.principal(), task.tool(), key)) {
        byte[] bytes = PostgresText.encode(part).getBytes(StandardCharsets.UTF_8);
        sha256.update(bytes);
        sha256.update((byte) 0);
      }
      return sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static Created made(NewTask task, Instant at) {
    NewTask.Terms terms = task.terms();
    TaskRow row =
        new TaskRow(
            task.id(),
            task.principal(),
            task.tool(),
            task.payload(),
            new TaskRow.State(
                TaskStatus.WORKING,
                Optional.empty(),
                Optional.empty(),
                0,
                task.owner().map(NewTask.Owner::worker),
                false),
            new TaskRow.Times(at, at, at, Duration.ZERO, terms.ttl(), terms.deadline()));
    return new Created(
        row, true, task.owner().map(owner -> new Lease(task.id(), owner.worker(), 1)));
  }

  /** In the order of their keys, so that two batches never wait for each other. */
  private List<Optional<Instant>> insert(Connection connection, List<Keyed> requests)
      throws SQLException {
    List<Keyed> sorted = new ArrayList<>(requests);
    sorted.sort(
        Comparator.comparing(Keyed::digest, Comparator.nullsFirst(Arrays::compareUnsigned)));
    List<NewTask> tasks = sorted.stream().map(Keyed::task).toList();
    List<Entry> entries = new ArrayList<>();
    for (NewTask task : tasks) {
      task.journal().forEach(row -> entries.add(new Entry(task.id(), row)));
    }
    Map<String, Instant> made = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(entries.isEmpty() ? insert : insertWithJournal)) {
      statement.setArray(1, PostgresRows.texts(connection, tasks, NewTask::id));
      statement.setArray(2, PostgresRows.texts(connection, tasks, NewTask::principal));
      statement.setArray(3, PostgresRows.texts(connection, tasks, NewTask::tool));
      statement.setArray(4, PostgresRows.bytes(connection, sorted, Keyed::digest));
      statement.setArray(
          5, PostgresRows.numbers(connection, tasks, t -> (long) t.terms().priority()));
      statement.setArray(
          6,
          PostgresRows.texts(
              connection, tasks, t -> t.owner().map(NewTask.Owner::worker).orElse(null)));
      statement.setArray(
          7,
          PostgresRows.numbers(
              connection, tasks, t -> PostgresRows.micros(t.owner().map(NewTask.Owner::lease))));
      statement.setArray(
          8, PostgresRows.numbers(connection, tasks, t -> PostgresRows.micros(t.terms().ttl())));
      statement.setArray(
          9,
          PostgresRows.numbers(connection, tasks, t -> PostgresRows.micros(t.terms().retention())));
      statement.setArray(
          10,
          PostgresRows.numbers(connection, tasks, t -> PostgresRows.micros(t.terms().deadline())));
      statement.setArray(11, PostgresRows.bytes(connection, tasks, NewTask::payload));
      if (!entries.isEmpty()) {
        statement.setArray(12, PostgresRows.texts(connection, entries, Entry::task));
        statement.setArray(13, PostgresRows.texts(connection, entries, e -> e.row().key()));
        statement.setArray(14, PostgresRows.bytes(connection, entries, e -> e.row().payload()));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          made.put(PostgresText.decode(rows.getString(1)), PostgresRows.instant(rows, 2));
        }
      }
    }
    return requests.stream().map(r -> Optional.ofNullable(made.get(r.task().id()))).toList();
  }

  private record Entry(String task, JournalRow row) {}
}
