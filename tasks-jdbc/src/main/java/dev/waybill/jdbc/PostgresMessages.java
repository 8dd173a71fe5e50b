package dev.waybill.jdbc;

import static dev.waybill.jdbc.PostgresRows.MICROS;

import dev.waybill.server.Backplane.Message;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * The table of messages that are too large for a notification. They lie there for a while; who has
 * put one there removes those that lay there long enough.
 */
final class PostgresMessages {
  private static final int SWEPT = 1_000;

  private final PostgresSchema schema;
  private final Duration life;
  private final String insert;
  private final String select;
  private final String sweep;
  private boolean prepared;
  private long number;
  private boolean littered;
  private long keptNanos;
  private long sweptNanos = System.nanoTime();

  /**
   * @param life how long a message lies there at least
   */
  PostgresMessages(String schema, Duration life) {
    this.schema = new PostgresSchema(schema);
    this.life = life;
    String table = '"' + schema + "\".message";
    insert = "INSERT INTO " + table + " (sender, number, payload) VALUES (?, ?, ?)";
    select = "SELECT payload FROM " + table + " WHERE sender = ? AND number = ?";
    sweep =
        """
        DELETE FROM %1$s m USING (
          SELECT sender, number FROM %1$s WHERE sent_at < now() - ?%2$s
          ORDER BY sent_at LIMIT ? FOR UPDATE SKIP LOCKED) AS old
        WHERE m.sender = old.sender AND m.number = old.number\
        """
            .formatted(table, MICROS);
  }

  /** Puts a message there, for the one thread that sends; returns its number. */
  long keep(Connection connection, String sender, Message message) throws SQLException {
    if (!prepared) {
      schema.prepare(connection);
      prepared = true;
    }
    try {
      PostgresQuery.of(connection, insert).with(sender, ++number, message.bytes()).update();
    } catch (SQLException e) {
      // The table may have been taken away; the next message looks again.
      prepared = false;
      throw e;
    }
    littered = true;
    keptNanos = System.nanoTime();
    return number;
  }

  /** For the thread that sends, now and then: removes what lay there for long enough. */
  void sweep(Connection connection) throws SQLException {
    long now = System.nanoTime();
    if (littered && now - sweptNanos > life.toNanos()) {
      PostgresQuery.of(connection, sweep).with(PostgresRows.micros(life), SWEPT).update();
      sweptNanos = now;
      littered = now - keptNanos <= 2 * life.toNanos();
    }
  }

  Optional<byte[]> find(Connection connection, String sender, long from) throws SQLException {
    return PostgresQuery.of(connection, select).with(sender, from).first(row -> row.getBytes(1));
  }
}
