package dev.waybill.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What the steps of the crash tests do to the world outside: lines in a file that outlives every
 * worker, in the order in which they were done.
 */
final class Ledger {
  private final Path file;

  Ledger(Path file) {
    this.file = file;
  }

  /**
   * One line.
   *
   * @param kind {@code did} when a step was done, {@code kept} when its value was recorded
   * @param clock of the worker, seconds since 1970
   * @param value what the step returned, different each time it runs
   */
  record Line(
      String kind,
      String task,
      String step,
      String idempotencyKey,
      long fencingToken,
      long worker,
      long clock,
      String value) {

    static Line parse(String text) {
      String[] words = text.split(" ", -1);
      return new Line(
          words[0],
          words[1],
          words[2],
          words[3],
          Long.parseLong(words[4]),
          Long.parseLong(words[5]),
          Long.parseLong(words[6]),
          words[7]);
    }

    String text() {
      return String.join(
          " ",
          kind,
          task,
          step,
          idempotencyKey,
          Long.toString(fencingToken),
          Long.toString(worker),
          Long.toString(clock),
          value);
    }
  }

  /** Written whole and behind what was written before, whoever else writes. */
  void append(Line line) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap((line.text() + "\n").getBytes(UTF_8));
      channel.write(bytes);
    }
  }

  List<Line> lines() throws IOException {
    List<Line> lines = new ArrayList<>();
    if (Files.notExists(file)) {
      return lines;
    }
    for (String text : Files.readAllLines(file, UTF_8)) {
      lines.add(Line.parse(text));
    }
    return lines;
  }
}
