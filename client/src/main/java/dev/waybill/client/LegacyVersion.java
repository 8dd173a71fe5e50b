package dev.waybill.client;

import dev.waybill.protocol.ProtocolVersion;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The revisions before 2026-07-28, newest first: all of them begin with {@code initialize}. */
final class LegacyVersion {
  static final List<String> ALL = ProtocolVersion.EARLIER;

  private LegacyVersion() {}

  /** The version to ask for: the newest, unless one was chosen. */
  static String asked(@Nullable String chosen) {
    return chosen != null && ALL.contains(chosen) ? chosen : ALL.getFirst();
  }

  /** The newest of some versions that is one of these. */
  static Optional<String> newest(List<String> offered) {
    return ALL.stream().filter(offered::contains).findFirst();
  }

  /** Whether a version wants itself named in a header of every request. */
  static boolean namedInHeader(String version) {
    return ALL.indexOf(version) <= ALL.indexOf("2025-06-18");
  }
}
