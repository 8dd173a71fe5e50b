package dev.waybill.protocol;

/** The revision this room speaks. */
public final class ProtocolVersion {
  /** The revision of 28 July 2026, the first stateless one. */
  public static final String CURRENT = "2026-07-28";

  private ProtocolVersion() {}
}
