package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class LargeLogTest {
  private static final long SIZE = 1L << 30;

  @TempDir Path temp;

  @Test
  void a_log_of_one_gigabyte_is_summarized_with_a_heap_of_64_megabytes() throws Exception {
    Path log = temp.resolve("large.log");
    long lines = write(log);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapSummary.class.getName(),
                temp.toString(),
                "large.log")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(output.strip()).isEqualTo(lines + " " + Files.size(log) + " " + lines);
  }

  /** Writes blocks of lines, all messages of a block different from each other. */
  private static long write(Path log) throws IOException {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    Instant time = Instant.parse("2026-03-01T00:00:00Z");
    int linesInBlock = 100_000;
    for (int i = 0; i < linesInBlock; i++) {
      text.append(time.plusMillis(i * 17L))
          .append(i % 50 == 0 ? " ERROR [worker-" : " INFO [worker-")
          .append(i % 32)
          .append("] request ")
          .append(Integer.toString(random.nextInt(1 << 30), 26).replaceAll("\\d", "x"))
          .append(" took ")
          .append(random.nextInt(1000))
          .append(" ms\n");
    }
    byte[] block = text.toString().getBytes(StandardCharsets.UTF_8);
    long lines = 0;
    try (OutputStream out = Files.newOutputStream(log)) {
      for (long written = 0; written < SIZE; written += block.length) {
        out.write(block);
        lines += linesInBlock;
      }
    }
    return lines;
  }
}
