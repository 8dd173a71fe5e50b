package dev.waybill.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the files of one benchmark, gone when that is over. */
record Scratch(Path folder) implements AutoCloseable {
  static Scratch open() throws IOException {
    return new Scratch(Files.createTempDirectory("waybill-bench"));
  }

  /** Asks a fresh Waybill server and keeps what it answers, for the bare server to answer. */
  Path answerTo(Asked asked) throws IOException {
    return answerTo(asked, Program.waybill());
  }

  /** The same of another server; the file of the headers lies beside that of the body. */
  Path answerTo(Asked asked, Program program) throws IOException {
    try (Running waybill = Running.start(program)) {
      Probe.Answer answer = Probe.ask(waybill.port(), asked);
      Path body = Files.write(folder.resolve("answer.json"), answer.body());
      Files.write(headersOf(body), answer.headers());
      return body;
    }
  }

  static Path headersOf(Path body) {
    return body.resolveSibling("answer.headers");
  }

  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
