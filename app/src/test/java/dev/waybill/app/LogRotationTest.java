package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogRotationTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:20:30.987Z");
  private static final String ARCHIVE = "app.log.20260301-102030.gz";
  private static final RelativePath APP = new RelativePath(List.of("logs", "app.log"));

  @TempDir Path temp;
  private Path log;
  private String content;
  private RootDirectory root;
  private LogRotation rotation;

  @BeforeEach
  void write_log() throws IOException {
    log = Files.createDirectories(temp.resolve("logs")).resolve("app.log");
    content = "2026-03-01T10:00:00Z INFO something happened\n".repeat(20_000);
    Files.writeString(log, content);
    root = RootDirectory.at(temp);
    rotation = new LogRotation(root, InstantSource.fixed(NOW));
  }

  @Test
  void the_log_moves_to_an_archive_and_the_file_stays() throws Exception {
    Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-r-----"));
    Object key = Files.readAttributes(log, "fileKey").get("fileKey");
    RotatedLog rotated = rotation.rotate(APP, Progress.NONE);
    assertThat(log).isEmptyFile();
    assertThat(Files.readAttributes(log, "fileKey").get("fileKey")).isEqualTo(key);
    assertThat(unzipped(ARCHIVE)).isEqualTo(content);
    assertThat(Files.getPosixFilePermissions(archive(ARCHIVE)))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(rotated)
        .isEqualTo(
            new RotatedLog(
                "logs/app.log",
                "logs/" + ARCHIVE,
                content.length(),
                Files.size(archive(ARCHIVE)),
                0,
                Instant.parse("2026-03-01T10:20:30Z")));
    assertThat(names()).containsExactly("app.log", ARCHIVE);
  }

  @Test
  void what_is_appended_while_it_is_copied_is_kept() throws Exception {
    AtomicInteger reports = new AtomicInteger();
    RotatedLog rotated =
        rotation.rotate(
            APP,
            (done, total) -> {
              if (reports.incrementAndGet() <= 12) {
                append("2026-03-01T10:00:01Z WARN late\n");
              }
            });
    assertThat(unzipped(ARCHIVE))
        .isEqualTo(content + "2026-03-01T10:00:01Z WARN late\n".repeat(12));
    assertThat(log).isEmptyFile();
    assertThat(rotated.appendedMeanwhile()).isEqualTo(12 * 31);
    LogSummary summary =
        new LogSummarizer(InstantSource.fixed(NOW), 5)
            .summarize(root, RelativePath.parse(rotated.archive()), Progress.NONE);
    assertThat(summary.levels().info()).isEqualTo(20_000);
    assertThat(summary.levels().warn()).isEqualTo(12);
  }

  @Test
  void a_log_that_never_rests_is_left_alone() throws Exception {
    StringBuilder appended = new StringBuilder();
    assertThatThrownBy(() ->
            rotation.rotate(
                APP,
                (done, total) -> {
                  appended.append("more\n");
                  append("more\n");
                }))
        .isInstanceOf(AccessRefused.class)
        .hasMessageContaining("too fast");
    assertThat(log).hasContent(content + appended);
    assertThat(names()).containsExactly("app.log");
  }

  @Test
  void a_cancelled_rotation_leaves_nothing_behind() throws Exception {
    assertThatThrownBy(
            () -> rotation.rotate(APP, (done, total) -> Thread.currentThread().interrupt()))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(log).hasContent(content);
    assertThat(names()).containsExactly("app.log");
  }

  @Test
  void the_archive_stays_when_somebody_else_truncates_the_log() throws Exception {
    assertThatThrownBy(() ->
            rotation.rotate(
                APP,
                (done, total) -> {
                  if (done == total) {
                    write("");
                  }
                }))
        .isInstanceOf(AccessRefused.class)
        .hasMessageContaining(ARCHIVE);
    assertThat(unzipped(ARCHIVE)).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8, 20})
  void a_crash_loses_nothing(int report) throws Exception {
    Files.writeString(temp.resolve("app.log"), content);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RotationCrash.class.getName(),
                temp.toString(),
                Integer.toString(report))
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isEqualTo(9);
    assertThat(Files.readString(temp.resolve("app.log")))
        .isEqualTo(content + "one more\n".repeat(report - 1));
  }

  @Test
  void two_rotations_in_one_second_make_two_archives() throws Exception {
    rotation.rotate(APP, Progress.NONE);
    write("second");
    assertThat(rotation.rotate(APP, Progress.NONE).archive())
        .isEqualTo("logs/app.log.20260301-102030-2.gz");
    assertThat(unzipped(ARCHIVE)).isEqualTo(content);
    assertThat(unzipped("app.log.20260301-102030-2.gz")).isEqualTo("second");
  }

  @Test
  void a_log_is_rotated_by_one_at_a_time() throws Exception {
    AtomicInteger refused = new AtomicInteger();
    rotation.rotate(
        APP,
        (done, total) -> {
          try {
            rotation.rotate(APP, Progress.NONE);
          } catch (AccessRefused e) {
            refused.incrementAndGet();
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(refused).hasPositiveValue();
    assertThat(unzipped(ARCHIVE)).isEqualTo(content);
  }

  @Test
  void only_a_file_with_content_is_rotated() throws IOException {
    write("");
    Files.createSymbolicLink(temp.resolve("link.log"), log);
    assertRefused("logs/app.log", "empty");
    assertRefused("link.log", "link");
    assertRefused("logs", "not a regular file");
    assertRefused("", "not a regular file");
    assertRefused("logs/none.log", "no file");
  }

  private void assertRefused(String path, String message) {
    assertThatThrownBy(() -> rotation.rotate(RelativePath.parse(path), Progress.NONE))
        .isInstanceOf(AccessRefused.class)
        .hasMessageContaining(message);
  }

  private void append(String text) {
    try {
      Files.writeString(log, text, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String text) {
    try {
      Files.writeString(log, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path archive(String name) {
    return log.resolveSibling(name);
  }

  private String unzipped(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive(name)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(log.getParent())) {
      return files.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }
}
