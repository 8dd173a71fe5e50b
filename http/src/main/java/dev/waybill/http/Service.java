package dev.waybill.http;

import java.util.concurrent.atomic.AtomicLong;

/** What all connections of an endpoint have in common. */
final class Service {
  final Gate gate;
  final Authenticator authenticator;
  final Limits limits;
  final long keepAliveNanos;
  private final AtomicLong pendingBodies = new AtomicLong();
  private final Draining draining;
  private final boolean authenticates;

  /** Whether the endpoint is going down. */
  static final class Draining {
    private volatile boolean begun;

    void begin() {
      begun = true;
    }

    boolean begun() {
      return begun;
    }
  }

  Service(
      Gate gate,
      Authenticator authenticator,
      Limits limits,
      long keepAliveNanos,
      Draining draining) {
    this.gate = gate;
    this.authenticator = authenticator;
    this.authenticates = !authenticator.equals(Authenticator.ANONYMOUS);
    this.limits = limits;
    this.keepAliveNanos = keepAliveNanos;
    this.draining = draining;
  }

  boolean draining() {
    return draining.begun();
  }

  /** Whether requests must be handed to a virtual thread whatever their size. */
  boolean authenticates() {
    return authenticates;
  }

  /** Makes room for bytes of bodies that wait in memory; false when there is none. */
  boolean reserve(int bytes) {
    if (pendingBodies.addAndGet(bytes) > limits.pendingBodyBytes()) {
      pendingBodies.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  long pendingBodyBytes() {
    return pendingBodies.get();
  }

  void release(int bytes) {
    if (bytes > 0) {
      pendingBodies.addAndGet(-bytes);
    }
  }
}
