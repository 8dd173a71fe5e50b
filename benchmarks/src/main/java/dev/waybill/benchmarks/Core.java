package dev.waybill.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The two cores of a measurement: one for the server, one for everything that loads it. They are
 * the first and the last that this process may use (Linux).
 */
enum Core {
  SERVER,
  LOAD;

  private static final String ALLOWED = "Cpus_allowed_list:";

  /** The command, kept on this core. */
  List<String> run(List<String> command) {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", number()));
    pinned.addAll(command);
    return pinned;
  }

  /** Keeps a process that runs already, and what it will start, on this core. */
  void keep(long pid) throws IOException {
    try {
      int status =
          new ProcessBuilder("taskset", "-acp", number(), Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (status != 0) {
        throw new IOException("taskset could not move process " + pid + ": " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while a process was moved", e);
    }
  }

  private String number() {
    String[] allowed = allowed().split("[,-]");
    return switch (this) {
      case SERVER -> allowed[0];
      case LOAD -> allowed[allowed.length - 1];
    };
  }

  /** Cores and ranges of them, such as {@code 0-3,6}. */
  private static String allowed() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith(ALLOWED))
          .map(line -> line.substring(ALLOWED.length()).strip())
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("The cores of this process are not known", e);
    }
  }
}
