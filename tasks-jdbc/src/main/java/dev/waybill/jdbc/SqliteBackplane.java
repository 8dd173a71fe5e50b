package dev.waybill.jdbc;

import dev.waybill.server.Backplane;
import dev.waybill.server.Channels;
import dev.waybill.server.Outbox;
import dev.waybill.server.SharedMemory;
import dev.waybill.tasks.TaskStoreException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages between processes on one machine, and what they remember together, in a SQLite file of
 * their own: not the file of their tasks, because writers of one file wait for each other.
 *
 * <pre>{@code
 * Backplane backplane = SqliteBackplane.open(Path.of("waybill-backplane.db"));
 * }</pre>
 *
 * <p>While anybody listens, a process looks for messages twenty times a second. They lie in the
 * file for a minute. The file must lie on a local disk.
 */
public final class SqliteBackplane implements Backplane {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteBackplane.class);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration SWEEP = Duration.ofSeconds(15);
  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final Duration STOPPED = Duration.ofSeconds(5);
  private static final int AT_ONCE = 256;

  private static final String INSERT =
      "INSERT INTO message (sender, channel, sent_at, payload) VALUES (?, ?, "
          + SqliteRows.NOW
          + ", ?)";

  private static final String SWEPT =
      "DELETE FROM message WHERE sent_at < " + SqliteRows.NOW + " - ?";

  private final Channels channels = new Channels();
  private final Outbox outbox = new Outbox();
  private final String sender = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
  private final SqliteFile file;
  private final SharedMemory memory;
  private final Thread hearing =
      Thread.ofPlatform().daemon().name("waybill-sqlite-hear").unstarted(this::hear);
  private final Thread speaking =
      Thread.ofPlatform().daemon().name("waybill-sqlite-speak").unstarted(this::speak);
  private final ReentrantLock looking = new ReentrantLock();
  private final Condition listened = looking.newCondition();

  /** The last message that was looked at, while anybody listens. */
  private long last;

  private volatile boolean closed;

  private SqliteBackplane(SqliteFile file) {
    this.file = file;
    this.memory = SharedMemory.checked(new SqliteMemory(file));
  }

  /**
   * Opens a file, creating it where needed.
   *
   * @throws dev.waybill.tasks.TaskStoreException when it cannot be opened, or was written by a
   *     newer version
   */
  public static SqliteBackplane open(Path path) {
    SqliteBackplane backplane = new SqliteBackplane(file(path));
    backplane.hearing.start();
    backplane.speaking.start();
    return backplane;
  }

  private static SqliteFile file(Path path) {
    try {
      return SqliteFile.open(path, SqliteSchema.BACKPLANE);
    } catch (TaskStoreException e) {
      throw new TaskStoreException(
          "The backplane's file " + path + " cannot be opened", e.getCause());
    }
  }

  @Override
  public void publish(String channel, byte[] message) {
    Message published = new Message(channel, message);
    outbox.offer(published);
    channels.tell(published);
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.waybill.tasks.TaskStoreException when the file cannot be read
   */
  @Override
  public AutoCloseable listen(String channel, Consumer<byte[]> listener) {
    looking.lock();
    try {
      if (channels.isEmpty()) {
        last =
            file.read(db -> db.sql("SELECT max(number) FROM message").first(row -> row.getLong(1)))
                .orElse(0L);
      }
      AutoCloseable listening = channels.listen(channel, listener);
      listened.signal();
      return listening;
    } finally {
      looking.unlock();
    }
  }

  @Override
  public SharedMemory memory() {
    return memory;
  }

  private record Line(long number, String channel, boolean own) {}

  private void hear() {
    try {
      while (!closed) {
        awaitListener();
        look();
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
      }
    } catch (InterruptedException e) {
      LOG.debug("No message is heard any more");
    }
  }

  private void awaitListener() throws InterruptedException {
    looking.lock();
    try {
      while (channels.isEmpty()) {
        listened.await();
      }
    } finally {
      looking.unlock();
    }
  }

  private void look() {
    try {
      List<Line> lines;
      do {
        lines = next();
        for (Line line : lines) {
          hear(line);
        }
      } while (!lines.isEmpty());
    } catch (TaskStoreException e) {
      LOG.debug("The backplane's file was not read this time", e);
    }
  }

  private List<Line> next() {
    long behind;
    looking.lock();
    try {
      behind = last;
    } finally {
      looking.unlock();
    }
    return file.read(db ->
        db.sql(
                "SELECT number, channel, sender = ? FROM message WHERE number > ?"
                    + " ORDER BY number LIMIT ?")
            .with(sender, behind, AT_ONCE)
            .list(row -> new Line(row.getLong(1), row.getString(2), row.getBoolean(3))));
  }

  private void hear(Line line) {
    if (isNew(line) && !line.own() && channels.hears(line.channel())) {
      file.read(db ->
              db.sql("SELECT payload FROM message WHERE number = ?")
                  .with(line.number())
                  .first(row -> bytes(row.getBytes(1))))
          .ifPresent(payload -> channels.tell(new Message(line.channel(), payload)));
    }
  }

  /** Not when somebody began to listen after it was sent, while it was being looked at. */
  private boolean isNew(Line line) {
    looking.lock();
    try {
      boolean isNew = line.number() > last;
      last = Math.max(last, line.number());
      return isNew;
    } finally {
      looking.unlock();
    }
  }

  /** SQLite has no empty bytes but null. */
  static byte[] bytes(byte @Nullable [] read) {
    return read == null ? new byte[0] : read;
  }

  private void speak() {
    try {
      long swept = System.nanoTime();
      while (!closed) {
        List<Message> gathered = outbox.take(SWEEP);
        boolean sweeps = System.nanoTime() - swept > SWEEP.toNanos();
        if (sweeps) {
          swept = System.nanoTime();
        }
        if (sweeps || !gathered.isEmpty()) {
          send(gathered, sweeps);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("No message is sent any more");
    }
  }

  private void send(List<Message> gathered, boolean sweeps) {
    try {
      int unused =
          file.write(db -> {
            if (sweeps) {
              db.sql(SWEPT).with(KEPT.toMillis()).update();
            }
            for (Message message : gathered) {
              db.sql(INSERT).with(sender, message.channel(), message.bytes()).update();
            }
            return gathered.size();
          });
    } catch (TaskStoreException e) {
      LOG.warn("{} messages to other workers could not be written", gathered.size(), e);
    }
  }

  @Override
  public void close() {
    closed = true;
    channels.clear();
    for (Thread thread : List.of(hearing, speaking)) {
      thread.interrupt();
      try {
        thread.join(STOPPED.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    file.close();
  }
}
