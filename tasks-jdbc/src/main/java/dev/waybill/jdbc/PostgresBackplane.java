package dev.waybill.jdbc;

import dev.waybill.server.Backplane;
import dev.waybill.server.Channels;
import dev.waybill.server.Outbox;
import dev.waybill.server.SharedMemory;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages between workers by {@code LISTEN} and {@code NOTIFY}, and what they remember together in
 * tables. Two connections of its own, one to hear and one to speak, come back by themselves when
 * they are lost; what is published in the meantime is heard within this process only.
 *
 * <p>Publishing costs the caller nothing but a place in a queue: what has gathered is sent
 * together, outside the transactions of tasks, because a commit that notifies waits for all others
 * that do. A message that no notification carries, of some 5 KiB or more, is put into a table.
 */
public final class PostgresBackplane implements Backplane {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresBackplane.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final int STILL_THERE_SECONDS = 5;
  private static final String SETTINGS =
      "SELECT set_config('synchronous_commit', 'off', false), set_config('search_path',"
          + " 'pg_catalog', false)";

  private final Channels channels = new Channels();
  private final Outbox outbox = new Outbox();
  private final String sender = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  private final String notified;
  private final PostgresMessages messages;
  private final PostgresMemory store;
  private final SharedMemory memory;
  private final PostgresLine hearing;
  private final PostgresLine speaking;

  private PostgresBackplane(PostgresDatabase database) {
    notified = "waybill_" + database.schema();
    messages = new PostgresMessages(database.schema(), KEPT);
    store = new PostgresMemory(database);
    memory = SharedMemory.checked(store);
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
  public void publish(String channel, byte[] message) {
    Message published = new Message(channel, message);
    outbox.offer(published);
    channels.tell(published);
  }

  @Override
  public AutoCloseable listen(String channel, Consumer<byte[]> listener) {
    return channels.listen(channel, listener);
  }

  /**
   * {@inheritDoc}
   *
   * <p>It has a pool of its own, from its first use on, with as many connections as the database
   * says for a store.
   */
  @Override
  public SharedMemory memory() {
    return memory;
  }

  private void hear(Connection connection, PostgresLine line) throws SQLException {
    PostgresQuery.of(connection, SETTINGS).first(row -> true);
    PostgresQuery.of(connection, "LISTEN \"" + notified + '"').update();
    line.ready();
    PGConnection notifying = connection.unwrap(PGConnection.class);
    while (!line.closed()) {
      PGNotification[] notifications = notifying.getNotifications((int) SILENCE.toMillis());
      if (notifications == null || notifications.length == 0) {
        // Long silence may be a dead connection: asking for something tells.
        PostgresQuery.of(connection, "SELECT 1").first(row -> true);
        continue;
      }
      for (PGNotification notification : notifications) {
        PostgresNotice notice =
            PostgresNotice.read(notification.getParameter())
                .filter(read -> !read.sender().equals(sender))
                .orElse(PostgresNotice.NOTHING);
        for (PostgresNotice.Part part : notice.parts()) {
          hear(connection, notice.sender(), part);
        }
      }
    }
  }

  private void hear(Connection connection, String from, PostgresNotice.Part part)
      throws SQLException {
    switch (part) {
      case PostgresNotice.Part.Whole(Message message) -> channels.tell(message);
      case PostgresNotice.Part.Kept(String channel, long number) -> {
        if (channels.hears(channel)) {
          fetch(connection, from, number)
              .map(bytes -> new Message(channel, bytes))
              .ifPresent(channels::tell);
        }
      }
    }
  }

  /** Without giving up the connection, and all that comes over it, for what is not there. */
  private Optional<byte[]> fetch(Connection connection, String from, long number)
      throws SQLException {
    try {
      return messages.find(connection, from, number);
    } catch (SQLException e) {
      if (!connection.isValid(STILL_THERE_SECONDS)) {
        throw e;
      }
      LOG.warn("A large message of another worker was lost: the table 'message' was not read", e);
      return Optional.empty();
    }
  }

  private void speak(Connection connection, PostgresLine line)
      throws SQLException, InterruptedException {
    PostgresQuery.of(connection, SETTINGS).first(row -> true);
    line.ready();
    while (!line.closed()) {
      List<Message> gathered = outbox.take(SILENCE);
      if (gathered.isEmpty()) {
        PostgresQuery.of(connection, "SELECT 1").first(row -> true);
      } else {
        send(connection, gathered);
      }
      messages.sweep(connection);
    }
  }

  private void send(Connection connection, List<Message> gathered) throws SQLException {
    PostgresNotice.Draft draft = new PostgresNotice.Draft(sender);
    for (Message message : gathered) {
      if (PostgresNotice.Draft.carries(message)) {
        if (!draft.add(message)) {
          send(connection, draft);
          draft.add(message);
        }
      } else {
        // Nobody waits while it is put into the table.
        send(connection, draft);
        keep(connection, message, draft);
      }
    }
    send(connection, draft);
  }

  private void send(Connection connection, PostgresNotice.Draft draft) throws SQLException {
    if (!draft.isEmpty()) {
      PostgresQuery.of(connection, "SELECT pg_notify(?, ?)")
          .with(notified, draft.take())
          .first(row -> true);
    }
  }

  private void keep(Connection connection, Message message, PostgresNotice.Draft draft)
      throws SQLException {
    try {
      draft.add(message.channel(), messages.keep(connection, sender, message));
    } catch (SQLException | IllegalStateException e) {
      if (!connection.isValid(STILL_THERE_SECONDS)) {
        throw e;
      }
      LOG.warn(
          "A message of {} bytes to other workers was dropped: it could not be written to the"
              + " table 'message'",
          message.bytes().length,
          e);
    }
  }

  @Override
  public void close() {
    channels.clear();
    hearing.close();
    speaking.close();
    store.close();
  }
}
