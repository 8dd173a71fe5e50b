package dev.waybill.http;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What one endpoint takes before it refuses. {@link #DEFAULTS} suits a server that faces the
 * network; each {@code with…} method answers a copy with one limit changed.
 *
 * @param bodyBytes the longest request body; past it 413 and the connection is closed. 4 MiB
 * @param pendingBodyBytes request bodies, of all connections together, that have arrived in part or
 *     wait for their turn; past it 503. An eighth of the heap, at least 64 MiB
 * @param headerBytes the largest header block; past it 431 and the connection is closed. 16 KiB
 * @param requestLineBytes the longest request line; past it 414 and the connection is closed. 8 KiB
 * @param connections open connections; one more is closed as soon as it is accepted. 20,000
 * @param connectionsPerSecond new connections a second in the long run. 1,000
 * @param connectionBurst new connections at once after a quiet time. 2,000
 * @param callsPerConnection calls in flight or waiting on one connection; past it 429. 128
 * @param documentsPerSecond public documents answered a second, by all connections together, and as
 *     many at once; past it 429. 1,000
 * @param headerTime from the first byte of a request, or from the start of the connection, to the
 *     end of its headers; past it 408. 10 s
 * @param bodyTime from the end of the headers to the end of the body; past it 408. 30 s
 * @param idleTime how long a connection may lie idle between requests. 75 s
 * @param writeBufferBytes how much may wait to be read by the peer before a reply reports that it
 *     is not writable. 256 KiB
 * @param streamBacklogBytes how much may wait to be read by the peer at all before the next
 *     notification closes its stream. 8 MiB
 * @param stallTime how long a peer that is not keeping up may read nothing at all before its stream
 *     is closed. 30 s
 */
public record Limits(
    int bodyBytes,
    long pendingBodyBytes,
    int headerBytes,
    int requestLineBytes,
    int connections,
    int connectionsPerSecond,
    int connectionBurst,
    int callsPerConnection,
    int documentsPerSecond,
    Duration headerTime,
    Duration bodyTime,
    Duration idleTime,
    int writeBufferBytes,
    long streamBacklogBytes,
    Duration stallTime) {

  public static final Limits DEFAULTS =
      new Limits(
          4 << 20,
          Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 8),
          16 << 10,
          8 << 10,
          20_000,
          1_000,
          2_000,
          128,
          1_000,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(75),
          256 << 10,
          8L << 20,
          Duration.ofSeconds(30));

  public Limits {
    positive("bodyBytes", bodyBytes);
    positive("pendingBodyBytes", pendingBodyBytes);
    positive("headerBytes", headerBytes);
    positive("requestLineBytes", requestLineBytes);
    positive("connections", connections);
    positive("connectionsPerSecond", connectionsPerSecond);
    positive("connectionBurst", connectionBurst);
    positive("callsPerConnection", callsPerConnection);
    positive("documentsPerSecond", documentsPerSecond);
    positive("headerTime", headerTime.toNanos());
    positive("bodyTime", bodyTime.toNanos());
    positive("idleTime", idleTime.toNanos());
    positive("writeBufferBytes", writeBufferBytes);
    positive("streamBacklogBytes", streamBacklogBytes);
    positive("stallTime", stallTime.toNanos());
  }

  public Limits withBodyBytes(int value) {
    return change(draft -> draft.bodyBytes = value);
  }

  public Limits withPendingBodyBytes(long value) {
    return change(draft -> draft.pendingBodyBytes = value);
  }

  public Limits withHeaderBytes(int value) {
    return change(draft -> draft.headerBytes = value);
  }

  public Limits withRequestLineBytes(int value) {
    return change(draft -> draft.requestLineBytes = value);
  }

  public Limits withConnections(int value) {
    return change(draft -> draft.connections = value);
  }

  public Limits withConnectionsPerSecond(int value) {
    return change(draft -> draft.connectionsPerSecond = value);
  }

  public Limits withConnectionBurst(int value) {
    return change(draft -> draft.connectionBurst = value);
  }

  public Limits withCallsPerConnection(int value) {
    return change(draft -> draft.callsPerConnection = value);
  }

  public Limits withDocumentsPerSecond(int value) {
    return change(draft -> draft.documentsPerSecond = value);
  }

  public Limits withHeaderTime(Duration value) {
    return change(draft -> draft.headerTime = value);
  }

  public Limits withBodyTime(Duration value) {
    return change(draft -> draft.bodyTime = value);
  }

  public Limits withIdleTime(Duration value) {
    return change(draft -> draft.idleTime = value);
  }

  public Limits withWriteBufferBytes(int value) {
    return change(draft -> draft.writeBufferBytes = value);
  }

  public Limits withStreamBacklogBytes(long value) {
    return change(draft -> draft.streamBacklogBytes = value);
  }

  public Limits withStallTime(Duration value) {
    return change(draft -> draft.stallTime = value);
  }

  private Limits change(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.limits();
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be more than zero");
    }
  }

  /** Limits while one of them is changed. */
  private static final class Draft {
    int bodyBytes;
    long pendingBodyBytes;
    int headerBytes;
    int requestLineBytes;
    int connections;
    int connectionsPerSecond;
    int connectionBurst;
    int callsPerConnection;
    int documentsPerSecond;
    Duration headerTime;
    Duration bodyTime;
    Duration idleTime;
    int writeBufferBytes;
    long streamBacklogBytes;
    Duration stallTime;

    Draft(Limits from) {
      bodyBytes = from.bodyBytes;
      pendingBodyBytes = from.pendingBodyBytes;
      headerBytes = from.headerBytes;
      requestLineBytes = from.requestLineBytes;
      connections = from.connections;
      connectionsPerSecond = from.connectionsPerSecond;
      connectionBurst = from.connectionBurst;
      callsPerConnection = from.callsPerConnection;
      documentsPerSecond = from.documentsPerSecond;
      headerTime = from.headerTime;
      bodyTime = from.bodyTime;
      idleTime = from.idleTime;
      writeBufferBytes = from.writeBufferBytes;
      streamBacklogBytes = from.streamBacklogBytes;
      stallTime = from.stallTime;
    }

    Limits limits() {
      return new Limits(
          bodyBytes,
          pendingBodyBytes,
          headerBytes,
          requestLineBytes,
          connections,
          connectionsPerSecond,
          connectionBurst,
          callsPerConnection,
          documentsPerSecond,
          headerTime,
          bodyTime,
          idleTime,
          writeBufferBytes,
          streamBacklogBytes,
          stallTime);
    }
  }
}
