package dev.waybill.benchmarks;

/** What the bare server does with a request before it writes its one answer. */
enum Bare {
  /** Parses the body into a tree. */
  PARSES,
  /** Nothing. */
  WRITES
}
