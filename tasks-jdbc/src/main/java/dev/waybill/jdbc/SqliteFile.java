package dev.waybill.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;

/**
 * A SQLite file with one connection that writes and a few that read. The database has one writer at
 * a time anyway: waiting here, where threads queue fairly, beats waiting there, where they poll.
 */
final class SqliteFile implements AutoCloseable {
  private static final int READERS = 4;
  private static final int BUSY_MILLIS = 10_000;
  private static final int VERSION = 1;

  private final Connection writer;
  private final ReentrantLock writing = new ReentrantLock(true);
  private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);

  private SqliteFile(Connection writer) {
    this.writer = writer;
  }

  /** Something done with a connection. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  static SqliteFile open(Path path) {
    try {
      SqliteFile file = new SqliteFile(connect(path));
      file.migrate();
      for (int i = 0; i < READERS; i++) {
        file.readers.add(connect(path));
      }
      return file;
    } catch (SQLException e) {
      throw new IllegalStateException("The task file " + path + " cannot be opened", e);
    }
  }

  private static Connection connect(Path path) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    return config.createConnection("jdbc:sqlite:" + path);
  }

  /** In one transaction, which other processes wait for, so that the file is migrated once. */
  private void migrate() throws SQLException {
    writer.setAutoCommit(false);
    try (Statement statement = writer.createStatement()) {
      int version = Sql.of(writer, "PRAGMA user_version").first(row -> row.getInt(1)).orElse(0);
      if (version > VERSION) {
        throw new SQLException("it was written by a newer version of Waybill");
      }
      if (version < VERSION) {
        // The lock was not taken by reading: take it, and look again.
        statement.executeUpdate("PRAGMA user_version = " + version);
        int now = Sql.of(writer, "PRAGMA user_version").first(row -> row.getInt(1)).orElse(0);
        for (int next = now + 1; next <= VERSION; next++) {
          for (String command : script(next).split(";\\s*\\n")) {
            if (!command.isBlank()) {
              statement.executeUpdate(command);
            }
          }
          statement.executeUpdate("PRAGMA user_version = " + next);
        }
      }
      writer.commit();
    } catch (SQLException e) {
      writer.rollback();
      throw e;
    }
  }

  private static String script(int version) {
    String name = "sqlite-" + version + ".sql";
    try (InputStream in = SqliteFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }

  <T> T write(Work<T> work) {
    writing.lock();
    try {
      T result = work.run(writer);
      writer.commit();
      return result;
    } catch (SQLException e) {
      rollback(e);
      throw new IllegalStateException("The task file could not be written", e);
    } catch (RuntimeException e) {
      rollback(e);
      throw e;
    } finally {
      writing.unlock();
    }
  }

  private void rollback(Exception cause) {
    try {
      writer.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  <T> T read(Work<T> work) {
    Connection reader;
    try {
      reader = readers.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting to read", e);
    }
    try {
      return work.run(reader);
    } catch (SQLException e) {
      throw new IllegalStateException("The task file could not be read", e);
    } finally {
      readers.add(reader);
    }
  }

  @Override
  public void close() {
    writing.lock();
    try {
      for (int i = 0; i < READERS; i++) {
        readers.take().close();
      }
      writer.close();
    } catch (SQLException e) {
      throw new IllegalStateException("The task file could not be closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      writing.unlock();
    }
  }
}
