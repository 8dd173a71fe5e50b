package dev.waybill.client;

/** How a server is reached and its era found. */
interface Opening extends AutoCloseable {
  /** How the server is named in messages and cache keys: an address without secrets. */
  String server();

  /** Finds the era, which may take a few requests. */
  Era open(Patience patience);

  /** Whether another server may answer there one day, without a connection that breaks before. */
  boolean mayChange();

  @Override
  void close();
}
