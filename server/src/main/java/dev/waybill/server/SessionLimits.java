package dev.waybill.server;

import java.time.Duration;

/**
 * What sessions of earlier revisions may take. Opening one costs the server no memory: the limits
 * are for what comes after.
 *
 * @param lifetime from {@code initialize} to the end, however much it is used
 * @param idle without a request
 * @param known sessions a worker remembers; past it those are forgotten that were not used for the
 *     longest time, which costs them the time to be read again
 * @param perPrincipal sessions a principal with credentials may use on one worker
 * @param streams for news a session may have open on one worker
 * @param replayBytes of one stream that are kept for a client that comes back
 * @param replayTime for which they are kept
 * @param ping how often clients with a stream for news are asked for a sign of life; zero for never
 */
public record SessionLimits(
    Duration lifetime,
    Duration idle,
    int known,
    int perPrincipal,
    int streams,
    int replayBytes,
    Duration replayTime,
    Duration ping) {
  /** A day, an hour, 10,000, 1,000, 8, 1 MiB, 5 minutes, no pings. */
  public static final SessionLimits DEFAULTS =
      new SessionLimits(
          Duration.ofDays(1),
          Duration.ofHours(1),
          10_000,
          1_000,
          8,
          1 << 20,
          Duration.ofMinutes(5),
          Duration.ZERO);

  public SessionLimits {
    if (!lifetime.isPositive() || !idle.isPositive() || !replayTime.isPositive()) {
      throw new IllegalArgumentException("lifetime, idle and replayTime must be positive");
    }
    if (ping.isNegative()) {
      throw new IllegalArgumentException("ping must not be negative");
    }
    if (known < 1 || perPrincipal < 1 || streams < 1 || replayBytes < 1) {
      throw new IllegalArgumentException(
          "known, perPrincipal, streams and replayBytes must be at least 1");
    }
  }

  /** The same with another lifetime. */
  public SessionLimits withLifetime(Duration time) {
    return new SessionLimits(
        time, idle, known, perPrincipal, streams, replayBytes, replayTime, ping);
  }

  /** The same with another idle time. */
  public SessionLimits withIdle(Duration time) {
    return new SessionLimits(
        lifetime, time, known, perPrincipal, streams, replayBytes, replayTime, ping);
  }

  /** The same with other numbers of sessions a worker remembers and a principal may use. */
  public SessionLimits withSessions(int all, int ofOnePrincipal) {
    return new SessionLimits(
        lifetime, idle, all, ofOnePrincipal, streams, replayBytes, replayTime, ping);
  }

  /** The same with another number of streams. */
  public SessionLimits withStreams(int open) {
    return new SessionLimits(
        lifetime, idle, known, perPrincipal, open, replayBytes, replayTime, ping);
  }

  /** The same with another replay buffer. */
  public SessionLimits withReplay(int bytes, Duration time) {
    return new SessionLimits(lifetime, idle, known, perPrincipal, streams, bytes, time, ping);
  }

  /**
   * The same with pings: a stream whose client does not answer one before the next is due is ended.
   */
  public SessionLimits withPing(Duration interval) {
    return new SessionLimits(
        lifetime, idle, known, perPrincipal, streams, replayBytes, replayTime, interval);
  }
}
