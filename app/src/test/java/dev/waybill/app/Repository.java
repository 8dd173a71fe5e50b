package dev.waybill.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The checkout this build runs in, for tests about its text. */
final class Repository {
  private static final Path ROOT = find(Path.of("").toAbsolutePath());

  private Repository() {}

  private static Path find(Path start) {
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("ARCHITECTURE.md"))) {
        return folder;
      }
    }
    throw new IllegalStateException("No checkout around " + start);
  }

  static Path root() {
    return ROOT;
  }

  /** The files below a folder, with paths relative to the root and by name. */
  static List<Path> files(String folder, String ending) throws IOException {
    if (!Files.isDirectory(ROOT.resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(ROOT.resolve(folder))) {
      return found
          .filter(file -> file.toString().endsWith(ending))
          .map(ROOT::relativize)
          .sorted()
          .toList();
    }
  }

  static String text(Path relative) throws IOException {
    return Files.readString(ROOT.resolve(relative));
  }
}
