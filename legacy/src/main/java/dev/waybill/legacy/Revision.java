package dev.waybill.legacy;

import dev.waybill.protocol.ProtocolVersion;
import java.util.List;
import java.util.Optional;

/** The revisions that open with {@code initialize}, the oldest first. */
enum Revision {
  V2024_11_05("2024-11-05"),
  V2025_03_26("2025-03-26"),
  V2025_06_18("2025-06-18"),
  V2025_11_25("2025-11-25");

  /** What a client speaks that does not say and has no session (2025-11-25, basic/transports). */
  static final Revision ASSUMED = V2025_03_26;

  static {
    assert ProtocolVersion.EARLIER.size() == values().length;
  }

  private final String wireName;

  Revision(String wireName) {
    this.wireName = wireName;
  }

  String wireName() {
    return wireName;
  }

  boolean atLeast(Revision other) {
    return compareTo(other) >= 0;
  }

  static Optional<Revision> of(String wireName) {
    for (Revision revision : values()) {
      if (revision.wireName.equals(wireName)) {
        return Optional.of(revision);
      }
    }
    return Optional.empty();
  }

  /**
   * What a server answers to a client that asks for a version: the same where it is accepted, the
   * newest otherwise (2025-11-25, basic/lifecycle, Version Negotiation).
   *
   * @param accepted wire names, the newest first
   */
  static Revision negotiated(String asked, List<String> accepted) {
    return of(accepted.contains(asked) ? asked : accepted.getFirst()).orElseThrow();
  }
}
