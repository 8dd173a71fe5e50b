package dev.waybill.benchmarks;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The programs of the operating system that the benchmarks need. */
final class Tools {
  private Tools() {}

  /** A program is not there. */
  static final class Missing extends Exception {
    private static final long serialVersionUID = 1;

    Missing(String program, String debianPackage) {
      super(
          "'"
              + program
              + "' is needed and is not on the PATH. Debian, Ubuntu: apt-get install "
              + debianPackage);
    }
  }

  static void require(String program, String debianPackage) throws Missing {
    boolean found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    if (!found) {
      throw new Missing(program, debianPackage);
    }
  }
}
