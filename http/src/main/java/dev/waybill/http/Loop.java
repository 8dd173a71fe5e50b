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

    int slot();

    void slot(int index);
  }

  private final EventLoop executor;
  private final ArrayList<Member> members = new ArrayList<>();
  private ArrayList<Member> dirty = new ArrayList<>();
  private ArrayList<Member> flushing = new ArrayList<>();

  Loop(EventLoop executor, long periodNanos) {
    this.executor = executor;
    var unused =
        executor.scheduleWithFixedDelay(
            this::sweep, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
  }

  EventLoop executor() {
    return executor;
  }

  void add(Member member) {
    member.slot(members.size());
    members.add(member);
  }

  void remove(Member member) {
    int slot = member.slot();
    if (slot < 0) {
      return;
    }
    Member last = members.removeLast();
    if (slot < members.size()) {
      members.set(slot, last);
      last.slot(slot);
    }
    member.slot(-1);
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
    for (int i = members.size() - 1; i >= 0; i--) {
      Member member = at(i);
      if (member != null) {
        member.drain();
      }
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    // From the end, because a visit may remove its member, which moves the last one into its slot.
    for (int i = members.size() - 1; i >= 0; i--) {
      Member member = at(i);
      if (member != null) {
        member.sweep(now);
      }
    }
  }

  private @Nullable Member at(int index) {
    return index < members.size() ? members.get(index) : null;
  }
}
