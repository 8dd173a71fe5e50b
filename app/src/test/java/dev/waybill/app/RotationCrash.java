package dev.waybill.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;

/**
 * Started as a process of its own: rotates {@code app.log}, which grows meanwhile, and dies without
 * any clean-up at the given report of progress.
 */
final class RotationCrash {
  private RotationCrash() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int dieAt = Integer.parseInt(args[1]);
    int[] reports = {0};
    new LogRotation(RootDirectory.at(folder), InstantSource.system())
        .rotate(
            RelativePath.parse("app.log"),
            (done, total) -> {
              if (++reports[0] == dieAt) {
                Runtime.getRuntime().halt(9);
              }
              append(folder.resolve("app.log"));
            });
  }

  private static void append(Path log) {
    try {
      Files.writeString(log, "one more\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
