package dev.waybill.jdbc;

import dev.waybill.tasks.TaskStoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.sqlite.SQLiteConfig;

/** A SQLite file with one connection that writes and a few that read. */
final class SqliteFile implements AutoCloseable {
  private static final int READERS = 4;
  private static final int BUSY_MILLIS = 10_000;
  private static final int CACHE_KIB = 32 << 10;

  private final SqliteWriter writer;
  private final BlockingQueue<Statements> readers = new ArrayBlockingQueue<>(READERS);

  private volatile boolean closed;

  private SqliteFile(SqliteWriter writer) {
    this.writer = writer;
  }

  /** Something done with a connection. */
  interface Work<T> {
    T run(Statements db) throws SQLException;
  }

  static SqliteFile open(Path path, SqliteSchema schema) {
    try {
      Connection connection = connect(path);
      schema.migrate(connection);
      SqliteFile file = new SqliteFile(SqliteWriter.start(new Statements(connection)));
      for (int i = 0; i < READERS; i++) {
        file.readers.add(new Statements(connect(path)));
      }
      return file;
    } catch (SQLException e) {
      throw new TaskStoreException("The task file " + path + " cannot be opened", e);
    }
  }

  private static Connection connect(Path path) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.enforceForeignKeys(true);
    config.setCacheSize(-CACHE_KIB);
    return config.createConnection("jdbc:sqlite:" + path);
  }

  /** Does it in a transaction and returns when that is on the disk. */
  <T> T write(Work<T> work) {
    return writer.write(work);
  }

  <T> T read(Work<T> work) {
    if (closed) {
      throw new TaskStoreException("The file is closed", null);
    }
    Statements reader = reader();
    try {
      return work.run(reader);
    } catch (SQLException e) {
      throw new TaskStoreException("The task file could not be read", e);
    } finally {
      readers.add(reader);
    }
  }

  /** Waits for a free connection, which is never long; an interrupt is left for the caller. */
  private Statements reader() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return readers.take();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    writer.close();
    try {
      for (int i = 0; i < READERS; i++) {
        reader().close();
      }
    } catch (SQLException e) {
      throw new TaskStoreException("The task file could not be closed", e);
    }
  }
}
