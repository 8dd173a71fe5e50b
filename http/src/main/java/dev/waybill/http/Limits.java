package dev.waybill.http;

import java.time.Duration;

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
    positive("headerTime", headerTime.toNanos());
    positive("bodyTime", bodyTime.toNanos());
    positive("idleTime", idleTime.toNanos());
    positive("writeBufferBytes", writeBufferBytes);
    positive("streamBacklogBytes", streamBacklogBytes);
    positive("stallTime", stallTime.toNanos());
  }

  public Limits withBodyBytes(int value) {
    return new Limits(
        value,
        pendingBodyBytes,
        headerBytes,
        requestLineBytes,
        connections,
        connectionsPerSecond,
        connectionBurst,
        callsPerConnection,
        headerTime,
        bodyTime,
        idleTime,
        writeBufferBytes,
        streamBacklogBytes,
        stallTime);
  }

  public Limits withPendingBodyBytes(long value) {
    return new Limits(
        bodyBytes,
        value,
        headerBytes,
        requestLineBytes,
        connections,
        connectionsPerSecond,
        connectionBurst,
        callsPerConnection,
        headerTime,
        bodyTime,
        idleTime,
        writeBufferBytes,
        streamBacklogBytes,
        stallTime);
  }

  public Limits withHeaderBytes(int value) {
    return new Limits(
        bodyBytes,
        pendingBodyBytes,
        value,
        requestLineBytes,
        connections,
        connectionsPerSecond,
        connectionBurst,
        callsPerConnection,
        headerTime,
        bodyTime,
        idleTime,
        writeBufferBytes,
        streamBacklogBytes,
        stallTime);
  }

  public Limits withRequestLineBytes(int value) {
    return new Limits(
        bodyBytes,
        pendingBodyBytes,
        headerBytes,
        value,
        connections,
        connectionsPerSecond,
        connectionBurst,
        callsPerConnection,
        headerTime,
        bodyTime,
        idleTime,
        writeBufferBytes,
        streamBacklogBytes,
        stallTime);
  }

  public Limits withConnections(int value) {
    return new Limits(
        bodyBytes,
        pendingBodyBytes,
        headerBytes,
        requestLineBytes,
        value,
        connectionsPerSecond,
        connectionBurst,
        callsPerConnection,
        headerTime,
        bodyTime,
        idleTime,
        writeBufferBytes,
        streamBacklogBytes,
        stallTime);
  }

  public Limits withConnectionsPerSecond(int value) {
    return new Limits(
        bodyBytes,
        pendingBodyBytes,
        headerBytes,
        requestLineBytes,
        connections,
        value,
        connectionBurst,
        callsPerConnection,
        headerTime,
        bodyTime,
        idleTime,
        writeBufferBytes,
        streamBacklogBytes,
        stallTime);
  }

  public Limits withConnectionBurst(int value) {
    return new Limits(
        bodyBytes,
        pendingBodyBytes,
        headerBytes,
        requestLineBytes,
        connections,
        connectionsPerSecond,
        value,
        callsPerConnection,
        headerTime,
        bodyTime,
        idleTime,
        writeBufferBytes,
        streamBacklogBytes,
        stallTime);
  }

  public Limits withCallsPerConnection(int value) {
    return new Limits(
        bodyBytes,
        pendingBodyBytes,
        headerBytes,
        requestLineBytes,
        connections,
        connectionsPerSecond,
        connectionBurst,
        value,
        headerTime,
        bodyTime,
        idleTime,
        writeBufferBytes,
        streamBacklogBytes,
        stallTime);
  }

  public Limits withHeaderTime(Duration value) {
    return new Limits(
        bodyBytes,
        pendingBodyBytes,
        headerBytes,
        requestLineBytes,
        connections,
        connectionsPerSecond,
        connectionBurst,
        callsPerConnection,
        value,
        bodyTime,
        idleTime,
        writeBufferBytes,
        streamBacklogBytes,
        stallTime);
  }

  public Limits withBodyTime(Duration value) {
    return new Limits(
        bodyBytes,
        pendingBodyBytes,
        headerBytes,
        requestLineBytes,
        connections,
        connectionsPerSecond,
        connectionBurst,
        callsPerConnection,
        headerTime,
        value,
        idleTime,
        writeBufferBytes,
        streamBacklogBytes,
        stallTime);
  }

  public Limits withIdleTime(Duration value) {
    return new Limits(
        bodyBytes,
        pendingBodyBytes,
        headerBytes,
        requestLineBytes,
        connections,
        connectionsPerSecond,
        connectionBurst,
        callsPerConnection,
        headerTime,
        bodyTime,
        value,
        writeBufferBytes,
        streamBacklogBytes,
        stallTime);
  }

  public Limits withWriteBufferBytes(int value) {
    return new Limits(
        bodyBytes,
        pendingBodyBytes,
        headerBytes,
        requestLineBytes,
        connections,
        connectionsPerSecond,
        connectionBurst,
        callsPerConnection,
        headerTime,
        bodyTime,
        idleTime,
        value,
        streamBacklogBytes,
        stallTime);
  }

  public Limits withStreamBacklogBytes(long value) {
    return new Limits(
        bodyBytes,
        pendingBodyBytes,
        headerBytes,
        requestLineBytes,
        connections,
        connectionsPerSecond,
        connectionBurst,
        callsPerConnection,
        headerTime,
        bodyTime,
        idleTime,
        writeBufferBytes,
        value,
        stallTime);
  }

  public Limits withStallTime(Duration value) {
    return new Limits(
        bodyBytes,
        pendingBodyBytes,
        headerBytes,
        requestLineBytes,
        connections,
        connectionsPerSecond,
        connectionBurst,
        callsPerConnection,
        headerTime,
        bodyTime,
        idleTime,
        writeBufferBytes,
        streamBacklogBytes,
        value);
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be more than zero");
    }
  }
}
