package dev.waybill.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests of one kind that are sent together: while a few are under way, those that come in the
 * meantime wait for each other and share the next round trip and its commit. One that comes alone
 * waits for nobody.
 */
final class PostgresBatch<Q, A> {
  private static final int UNDER_WAY = 2;

  private final PostgresPool pool;
  private final int most;
  private final Statement<Q, A> statement;
  private final Queue<Asked<Q, A>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger lanes = new AtomicInteger();

  PostgresBatch(PostgresPool pool, int most, Statement<Q, A> statement) {
    this.pool = pool;
    this.most = most;
    this.statement = statement;
  }

  /** Answers several requests in one transaction, in their order. */
  interface Statement<Q, A> {
    List<A> run(Connection connection, List<Q> requests) throws SQLException;
  }

  private record Asked<Q, A>(Q request, long at, CompletableFuture<A> done) {}

  A run(Q request) {
    CompletableFuture<A> done = new CompletableFuture<>();
    waiting.add(new Asked<>(request, System.nanoTime(), done));
    start();
    return PostgresPool.result(done);
  }

  private void start() {
    int running = lanes.get();
    while (running < UNDER_WAY && !waiting.isEmpty()) {
      if (lanes.compareAndSet(running, running + 1)) {
        go();
        return;
      }
      running = lanes.get();
    }
  }

  private void go() {
    try {
      pool.execute(this::send);
    } catch (RuntimeException closed) {
      lanes.decrementAndGet();
      fail(closed);
    }
  }

  private void fail(RuntimeException closed) {
    for (Asked<Q, A> next = waiting.poll(); next != null; next = waiting.poll()) {
      next.done.completeExceptionally(closed);
    }
  }

  /** Sends what waits now, and lets other kinds have their turn before it sends more. */
  private void send() {
    List<Asked<Q, A>> taken = take();
    if (!taken.isEmpty()) {
      answer(taken);
    }
    if (waiting.isEmpty()) {
      lanes.decrementAndGet();
      start();
    } else {
      go();
    }
  }

  private List<Asked<Q, A>> take() {
    List<Asked<Q, A>> taken = new ArrayList<>();
    while (taken.size() < most) {
      Asked<Q, A> next = waiting.poll();
      if (next == null) {
        break;
      }
      taken.add(next);
    }
    return taken;
  }

  private void answer(List<Asked<Q, A>> taken) {
    List<Q> requests = taken.stream().map(Asked::request).toList();
    try {
      List<A> answers =
          pool.call(connection -> statement.run(connection, requests), taken.getFirst().at());
      for (int i = 0; i < taken.size(); i++) {
        taken.get(i).done().complete(answers.get(i));
      }
    } catch (SQLException e) {
      if (taken.size() > 1 && refused(e)) {
        // Nothing of it happened, and whose fault it was is not known.
        taken.forEach(one -> answer(List.of(one)));
      } else {
        taken.forEach(one -> one.done().completeExceptionally(e));
      }
    } catch (Throwable e) {
      taken.forEach(one -> one.done().completeExceptionally(e));
    }
  }

  /** Whether the server refused the statement for what is in it. */
  private static boolean refused(SQLException e) {
    String state = e.getSQLState();
    return state != null
        && (state.startsWith("2") || state.startsWith("42") || state.startsWith("54"))
        && !state.equals("25006");
  }
}
