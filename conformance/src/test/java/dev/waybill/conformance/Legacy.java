package dev.waybill.conformance;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the earlier revisions are served: the one room that may be missing. */
final class Legacy {
  static final boolean IS_THERE = Files.exists(Path.of("../legacy/pom.xml"));

  private Legacy() {}
}
