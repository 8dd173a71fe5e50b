package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.app.DiskUsage.LargeFile;
import dev.waybill.app.DiskUsage.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskUsageTest {
  @TempDir Path temp;

  @BeforeEach
  void create_files() throws IOException {
    Files.createDirectories(temp.resolve("logs/old"));
    Files.createDirectories(temp.resolve("empty"));
    Files.write(temp.resolve("logs/a.log"), new byte[100]);
    Files.write(temp.resolve("logs/old/b.LOG"), new byte[300]);
    Files.write(temp.resolve("readme"), new byte[50]);
    Files.write(temp.resolve(".hidden"), new byte[7]);
    Files.createSymbolicLink(temp.resolve("loop"), temp);
  }

  @Test
  void totals_are_split_by_entry_and_by_extension() throws Exception {
    DiskUsage usage = measure("", 2);
    assertThat(usage.totalBytes()).isEqualTo(457);
    assertThat(usage.fileCount()).isEqualTo(4);
    assertThat(usage.entries())
        .containsExactly(
            new Share("logs", 400, 2), new Share("readme", 50, 1), new Share(".hidden", 7, 1));
    assertThat(usage.extensions())
        .containsExactly(new Share("log", 400, 2), new Share("(none)", 57, 2));
    assertThat(usage.largestFiles())
        .extracting(LargeFile::path)
        .containsExactly("logs/old/b.LOG", "logs/a.log");
    assertThat(usage.skipped()).isEqualTo(1);
    assertThat(usage.complete()).isTrue();
  }

  @Test
  void a_folder_or_a_file_can_be_measured_alone() throws Exception {
    assertThat(measure("logs", 5).entries())
        .containsExactly(new Share("old", 300, 1), new Share("a.log", 100, 1));
    assertThat(measure("logs/a.log", 5).entries()).containsExactly(new Share("a.log", 100, 1));
    assertThat(measure("empty", 5).fileCount()).isZero();
    assertThatThrownBy(() -> measure("loop", 5)).isInstanceOf(AccessRefused.class);
  }

  @Test
  void many_entries_are_folded_into_one_rest() throws Exception {
    Path many = Files.createDirectories(temp.resolve("many"));
    for (int i = 0; i < 150; i++) {
      Files.write(many.resolve("f" + i + ".x" + i), new byte[i + 1]);
    }
    DiskUsage usage = measure("many", 1);
    assertThat(usage.entries()).hasSize(100);
    assertThat(usage.entries().getLast()).isEqualTo(new Share("(other)", 51 * 52 / 2, 51));
    assertThat(usage.entries().stream().mapToLong(Share::bytes).sum())
        .isEqualTo(usage.totalBytes());
    assertThat(usage.extensions()).hasSize(50);
  }

  @Test
  void folders_deeper_than_the_bound_are_passed_over() throws Exception {
    Path deep = temp.resolve("empty");
    for (int i = 0; i < 40; i++) {
      deep = Files.createDirectory(deep.resolve("d"));
    }
    Files.write(deep.resolve("x"), new byte[1]);
    DiskUsage usage = measure("empty", 1);
    assertThat(usage.fileCount()).isZero();
    assertThat(usage.skipped()).isEqualTo(1);
  }

  @Test
  void an_interrupt_cancels_the_measuring() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> measure("", 1)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  private DiskUsage measure(String folder, int largest) throws IOException, InterruptedException {
    return DiskUsageScan.measure(
        RootDirectory.at(temp), RelativePath.parse(folder), largest, Progress.NONE);
  }
}
