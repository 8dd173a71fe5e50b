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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection that all callers share. It comes back by itself when it is lost, and is
 * replaced when it seems alive and does not answer.
 */
final class RedisLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final int REST = 3;
  private static final Duration RETRY = Duration.ofMillis(10);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final RedisServers servers;
  private final Duration timeout;
  private final AtomicBoolean replacing = new AtomicBoolean();
  private volatile StatefulConnection<byte[], byte[]> connection;
  private volatile long replacedNanos;
  private volatile boolean closed;

  RedisLink(RedisServers servers, Duration timeout) {
    this.servers = servers;
    this.timeout = timeout;
    this.connection = servers.connect();
    this.replacedNanos = System.nanoTime() - REST * timeout.toNanos();
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

  /**
   * Waits until each request was answered: connections to the nodes of a cluster are opened late,
   * and what is sent while they are being opened is refused. Goes on without nodes that are away.
   */
  void reach(List<Request> requests) {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<Request> left = new ArrayList<>(requests);
    Optional<TaskStoreException> failure = tryAll(left);
    while (failure.isPresent() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(RETRY.toNanos());
      failure = tryAll(left);
    }
    if (left.size() == requests.size() && failure.isPresent()) {
      throw failure.get();
    }
    if (failure.isPresent()) {
      LOG.warn("Some nodes of the cluster are away; going on with the others");
    }
  }

  /** Removes those that were answered. */
  private Optional<TaskStoreException> tryAll(List<Request> requests) {
    Optional<TaskStoreException> failure = Optional.empty();
    for (Request request : List.copyOf(requests)) {
      try {
        send(request);
        requests.remove(request);
      } catch (TaskStoreException e) {
        failure = Optional.of(e);
      }
    }
    return failure;
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

  /**
   * Replaces the connection: nothing came over it in time, or it leads to the wrong server. Not
   * again and again, because that is no help against a server that is slow, and a cluster's
   * connection also leads to nodes that are not.
   */
  void suspect() {
    boolean again = System.nanoTime() - replacedNanos < REST * timeout.toNanos();
    if (!closed && !again && replacing.compareAndSet(false, true)) {
      Thread.startVirtualThread(this::replace);
    }
  }

  private void replace() {
    try {
      var unused = connection.closeAsync();
      while (!closed) {
        try {
          connection = servers.connect();
          replacedNanos = System.nanoTime();
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
