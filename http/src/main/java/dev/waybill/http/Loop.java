package dev.waybill.http;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop does for all its connections: one periodic sweep in place of a timer for each
 * of them, and one flush for all that was written in a row. Used on its event loop only.
 */
final class Loop {
  /** A connection, or a part of one, that the sweep visits. */
  interface Member {
    /** Looks for what is overdue; {@code now} is {@link System#nanoTime()}. */
    void sweep(long now);

    /** The endpoint goes down: finish what is in flight, take nothing new. */
    void drain();

    /** Writes out what was written since the last flush. */
    default void flush() {}
  }

  /** Where a member is kept, by which it leaves. */
  static final class Seat {
    private final Member member;
    private int index;

    Seat(Member member, int index) {
      this.member = member;
      this.index = index;
    }
  }

  private final EventLoop executor;
  private final ArrayList<Seat> seats = new ArrayList<>();
  private ArrayList<Member> dirty = new ArrayList<>();
  private ArrayList<Member> flushing = new ArrayList<>();
  private final ArrayList<Runnable> calls = new ArrayList<>();

  Loop(EventLoop executor, long periodNanos) {
    this.executor = executor;
    var unused =
        executor.scheduleWithFixedDelay(
            this::sweep, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
  }

  EventLoop executor() {
    return executor;
  }

  Seat add(Member member) {
    Seat seat = new Seat(member, seats.size());
    seats.add(seat);
    return seat;
  }

  /** Lets a member go; does nothing when it has gone already. */
  void remove(@Nullable Seat seat) {
    if (seat == null || seat.index < 0) {
      return;
    }
    Seat last = seats.removeLast();
    if (seat.index < seats.size()) {
      seats.set(seat.index, last);
      last.index = seat.index;
    }
    seat.index = -1;
  }

  /**
   * Starts a call on a virtual thread once what can be read now has been read. Started one by one,
   * each call would wake a carrier thread that finds nothing more to do and goes back to sleep,
   * which costs more than a small call itself.
   */
  void launchSoon(Runnable call) {
    if (calls.isEmpty()) {
      executor.execute(this::launch);
    }
    calls.add(call);
  }

  /** The first call starts the others: what a carrier starts it keeps for itself until asked. */
  private void launch() {
    Runnable first = calls.getFirst();
    if (calls.size() == 1) {
      Thread.startVirtualThread(first);
    } else {
      Runnable[] others = calls.subList(1, calls.size()).toArray(Runnable[]::new);
      Thread.startVirtualThread(() -> {
        for (Runnable other : others) {
          Thread.startVirtualThread(other);
        }
        first.run();
      });
    }
    calls.clear();
  }

  /** Flushes a member once the tasks that are queued now have run. */
  void flushSoon(Member member) {
    if (dirty.isEmpty()) {
      executor.execute(this::flush);
    }
    dirty.add(member);
  }

  private void flush() {
    ArrayList<Member> now = dirty;
    dirty = flushing;
    flushing = now;
    for (int i = 0; i < now.size(); i++) {
      now.get(i).flush();
    }
    now.clear();
  }

  void drain() {
    for (int i = seats.size() - 1; i >= 0; i--) {
      Member member = at(i);
      if (member != null) {
        member.drain();
      }
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    // From the end, because a visit may remove its member, which moves the last one into its slot.
    for (int i = seats.size() - 1; i >= 0; i--) {
      Member member = at(i);
      if (member != null) {
        member.sweep(now);
      }
    }
  }

  private @Nullable Member at(int index) {
    return index < seats.size() ? seats.get(index).member : null;
  }
}
