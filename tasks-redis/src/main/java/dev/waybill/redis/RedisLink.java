package dev.waybill.redis;

import dev.waybill.tasks.TaskStoreException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that all callers share. It comes back by itself when it is lost, and is
 * replaced when it seems alive and does not answer.
 */
final class RedisLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final RedisServers servers;
  private final Duration timeout;
  private final AtomicBoolean replacing = new AtomicBoolean();
  private volatile StatefulConnection<byte[], byte[]> connection;
  private volatile boolean closed;

  RedisLink(RedisServers servers, Duration timeout) {
    this.servers = servers;
    this.timeout = timeout;
    this.connection = servers.connect();
  }

  List<Object> send(Request request) {
    return sendAll(List.of(request)).getFirst().answer();
  }

  /** Sends requests at once; they are answered in any order. */
  List<Pending> sendAll(List<Request> requests) {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<Pending> pending = new ArrayList<>(requests.size());
    requests.forEach(request -> pending.add(new Pending(this, request, deadline)));
    dispatch(pending.stream().map(Pending::command).toList());
    return pending;
  }

  void dispatch(List<AsyncCommand<byte[], byte[], List<Object>>> commands) {
    try {
      if (commands.size() == 1) {
        RedisCommand<byte[], byte[], List<Object>> unused =
            connection.dispatch(commands.getFirst());
      } else {
        Collection<RedisCommand<byte[], byte[], ?>> unused = connection.dispatch(commands);
      }
    } catch (RedisException e) {
      throw new TaskStoreException("Redis could not be reached", e);
    }
  }

  /** Replaces the connection: nothing came over it in time, or it leads to the wrong server. */
  void suspect() {
    if (!closed && replacing.compareAndSet(false, true)) {
      Thread.startVirtualThread(this::replace);
    }
  }

  private void replace() {
    try {
      var unused = connection.closeAsync();
      while (!closed) {
        try {
          connection = servers.connect();
          break;
        } catch (RedisException e) {
          LOG.debug("Redis is not there yet");
          Thread.sleep(PAUSE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      replacing.set(false);
    }
    if (closed) {
      connection.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    connection.close();
  }
}
