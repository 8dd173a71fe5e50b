package dev.waybill.tasks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The calendar clock of another process, which the test may set (Linux, with a C compiler). */
final class JumpingClock {
  private static final String SOURCE = "jumping-clock.c";

  private final Path library;
  private final Path offset;

  private JumpingClock(Path library, Path offset) {
    this.library = library;
    this.offset = offset;
  }

  /**
   * @param folder for the library that is compiled and the file it reads
   */
  static JumpingClock in(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve(SOURCE);
    try (InputStream text = JumpingClock.class.getResourceAsStream(SOURCE)) {
      Files.write(source, Objects.requireNonNull(text).readAllBytes());
    }
    Path library = folder.resolve("jumping-clock.so");
    Process compiler;
    try {
      compiler =
          new ProcessBuilder(
                  "cc",
                  "-shared",
                  "-fPIC",
                  "-O1",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl")
              .inheritIO()
              .start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "A C compiler is needed to make a clock jump: apt-get install gcc libc6-dev", e);
    }
    if (!compiler.waitFor(60, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
      throw new IllegalStateException("cc could not compile " + SOURCE);
    }
    JumpingClock clock = new JumpingClock(library, folder.resolve("clock"));
    clock.jump(Duration.ZERO);
    return clock;
  }

  /** What a process is to be started with. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "CLOCK_OFFSET_FILE", offset.toString());
  }

  /** Sets the clock, compared to the machine's. */
  void jump(Duration ahead) throws IOException {
    ByteBuffer seconds =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(ahead.toSeconds());
    try (FileChannel file =
        FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(seconds.flip(), 0);
    }
  }
}
