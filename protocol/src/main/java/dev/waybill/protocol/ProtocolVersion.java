package dev.waybill.protocol;

import java.util.List;

/** The revision this room speaks, and the names of those before it. */
public final class ProtocolVersion {
  /** The revision of 28 July 2026, the first stateless one. */
  public static final String CURRENT = "2026-07-28";

  /** Those that open with {@code initialize}, the newest first. */
  public static final List<String> EARLIER =
      List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");

  private ProtocolVersion() {}
}
