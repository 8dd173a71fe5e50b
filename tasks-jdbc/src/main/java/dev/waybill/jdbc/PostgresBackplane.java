package dev.waybill.jdbc;

import dev.waybill.tasks.Backplane;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * News between workers by {@code LISTEN} and {@code NOTIFY}. Two connections of its own, one to
 * hear and one to speak, come back by themselves when they are lost; what is published in the
 * meantime is heard within this process only.
 *
 * <p>Publishing costs the caller nothing but a place in a queue: what has gathered is sent
 * together, outside the transactions of tasks, because a commit that notifies waits for all others
 * that do.
 */
public final class PostgresBackplane implements Backplane {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresBackplane.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int GATHERED = 10_000;
  private static final int TOGETHER = 1_000;
  private static final int SILENCE_MILLIS = 10_000;
  private static final String SETTINGS =
      "SELECT set_config('synchronous_commit', 'off', false), set_config('search_path',"
          + " 'pg_catalog', false)";

  private final List<Consumer<Message>> listeners = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Message> gathered = new ArrayBlockingQueue<>(GATHERED);
  private final String sender = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  private final String channel;
  private final PostgresLine hearing;
  private final PostgresLine speaking;

  private PostgresBackplane(PostgresDatabase database) {
    channel = "waybill_" + database.schema();
    hearing = new PostgresLine("waybill-postgres-hear", database.source(), this::hear);
    speaking = new PostgresLine("waybill-postgres-speak", database.source(), this::speak);
  }

  /**
   * Opens a backplane between all workers that use the same schema. When the server is not up, it
   * still opens after some seconds, and goes on trying.
   */
  public static PostgresBackplane open(PostgresDatabase database) {
    PostgresBackplane backplane = new PostgresBackplane(database);
    backplane.hearing.start();
    backplane.speaking.start();
    long until = System.nanoTime() + PATIENCE.toNanos();
    backplane.hearing.await(until);
    backplane.speaking.await(until);
    return backplane;
  }

  @Override
  public void publish(Message message) {
    tell(message);
    if (!gathered.offer(message)) {
      LOG.debug("Too much news at once: dropped some");
    }
  }

  @Override
  public AutoCloseable listen(Consumer<Message> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void tell(Message message) {
    for (Consumer<Message> listener : listeners) {
      try {
        listener.accept(message);
      } catch (RuntimeException e) {
        LOG.warn("A listener failed", e);
      }
    }
  }

  private void hear(Connection connection, PostgresLine line) throws SQLException {
    PostgresQuery.of(connection, SETTINGS).first(row -> true);
    PostgresQuery.of(connection, "LISTEN \"" + channel + '"').update();
    line.ready();
    PGConnection notified = connection.unwrap(PGConnection.class);
    while (!line.closed()) {
      PGNotification[] notifications = notified.getNotifications(SILENCE_MILLIS);
      if (notifications == null || notifications.length == 0) {
        // Long silence may be a dead connection: asking for something tells.
        PostgresQuery.of(connection, "SELECT 1").first(row -> true);
        continue;
      }
      for (PGNotification notification : notifications) {
        PostgresNews.read(notification.getParameter())
            .filter(news -> !news.sender().equals(sender))
            .ifPresent(news -> news.messages().forEach(this::tell));
      }
    }
  }

  private void speak(Connection connection, PostgresLine line)
      throws SQLException, InterruptedException {
    PostgresQuery.of(connection, SETTINGS).first(row -> true);
    line.ready();
    while (!line.closed()) {
      Message first = gathered.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS);
      if (first == null) {
        PostgresQuery.of(connection, "SELECT 1").first(row -> true);
        continue;
      }
      LinkedHashSet<Message> together = new LinkedHashSet<>(List.of(first));
      List<Message> rest = new ArrayList<>();
      gathered.drainTo(rest, TOGETHER);
      together.addAll(rest);
      var messages = together.iterator();
      while (messages.hasNext()) {
        PostgresQuery.of(connection, "SELECT pg_notify(?, ?)")
            .with(channel, PostgresNews.payload(sender, messages))
            .first(row -> true);
      }
    }
  }

  @Override
  public void close() {
    listeners.clear();
    hearing.close();
    speaking.close();
  }
}
