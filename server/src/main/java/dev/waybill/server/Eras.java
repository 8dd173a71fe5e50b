package dev.waybill.server;

import dev.waybill.protocol.ProtocolVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which revisions of the protocol a server accepts (basic/versioning). Those that open with {@code
 * initialize} are served where the room that knows them is there, and are left out where it is not.
 *
 * @param revisions the newest first
 * @param sessions whether clients of those that have sessions get one over HTTP
 * @param httpSse whether the transport of 2024-11-05, HTTP+SSE, is served as well
 * @param polling whether a client of 2025-11-25 is let go while a call waits for long
 */
public record Eras(List<String> revisions, boolean sessions, boolean httpSse, boolean polling) {
  private static final List<String> EARLIER = ProtocolVersion.EARLIER;

  public Eras {
    revisions = List.copyOf(revisions);
    if (revisions.isEmpty()) {
      throw new IllegalArgumentException("A server accepts at least one revision");
    }
    for (String revision : revisions) {
      if (!revision.equals(ProtocolVersion.CURRENT) && !EARLIER.contains(revision)) {
        throw new IllegalArgumentException(
            "There is no revision \""
                + revision
                + "\": expected some of "
                + ProtocolVersion.CURRENT
                + ", "
                + String.join(", ", EARLIER));
      }
    }
  }

  /** Every revision, with sessions, without HTTP+SSE and polling. */
  public static Eras all() {
    List<String> all = new ArrayList<>(EARLIER);
    all.addFirst(ProtocolVersion.CURRENT);
    return new Eras(all, true, false, false);
  }

  /** The current revision alone. */
  public static Eras current() {
    return of(ProtocolVersion.CURRENT);
  }

  /** These revisions, in whatever order they are given. */
  public static Eras of(String... revisions) {
    return new Eras(
        Arrays.stream(revisions).distinct().sorted(Comparator.reverseOrder()).toList(),
        true,
        false,
        false);
  }

  /** The same without sessions: such clients can then not be asked anything. */
  public Eras withoutSessions() {
    return new Eras(revisions, false, httpSse, polling);
  }

  /** The same with the transport of 2024-11-05, HTTP+SSE, on the same path. */
  public Eras withHttpSse() {
    return new Eras(revisions, sessions, true, polling);
  }

  /**
   * The same with polling (SEP-1699): while a handler sleeps or pauses for two seconds or more, a
   * client of 2025-11-25 is disconnected, told when to come back, and gets what it missed when it
   * does. Saves a connection; only for clients that are known to come back, which the official Java
   * SDK 2.1.0 does not.
   */
  public Eras withPolling() {
    return new Eras(revisions, sessions, httpSse, true);
  }

  /** Whether the current revision is accepted. */
  boolean isCurrent() {
    return revisions.contains(ProtocolVersion.CURRENT);
  }

  /** Those that open with {@code initialize}, the newest first. */
  public List<String> earlier() {
    return revisions.stream().filter(EARLIER::contains).toList();
  }
}
