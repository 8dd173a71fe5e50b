package dev.waybill.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An ahead-of-time cache of the Waybill server, made in one step (JEP 514, JDK 25). */
final class AotCache {
  private static final int TRAINING_CALLS = 500;

  private AotCache() {}

  /** Whether the JDK that runs this can make one. */
  static boolean isAvailable() {
    return Runtime.version().feature() >= 25;
  }

  /** The server with a cache that a run with some calls was recorded into. */
  static Program trained(Path folder) throws IOException {
    Path cache = folder.resolve("waybill.aot");
    Path log = folder.resolve("training.log");
    Program recorded =
        Program.waybillOfOneTool().with("-XX:AOTCacheOutput=" + cache).with("-Xlog:disable");
    try (Running training = Running.start(recorded, ProcessBuilder.Redirect.to(log.toFile()))) {
      for (int i = 0; i < TRAINING_CALLS; i++) {
        Probe.ask(training.port(), Scenario.TOOLS_CALL);
      }
    }
    if (!Files.exists(cache)) {
      throw new IllegalStateException("The JDK made no AOT cache:\n" + Files.readString(log));
    }
    return Program.waybillOfOneTool().with("-XX:AOTCache=" + cache);
  }
}
