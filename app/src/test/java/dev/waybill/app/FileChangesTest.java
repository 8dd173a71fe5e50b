package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChangesTest {
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir Path temp;
  private RootDirectory root;
  private FileChanges changes;
  private final AtomicInteger calls = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(temp.resolve("logs"));
    Files.writeString(temp.resolve("logs/app.log"), "x");
    root = RootDirectory.at(temp);
    changes = new FileChanges(root, Duration.ofMillis(50), NEVER);
  }

  @AfterEach
  void stop() throws IOException {
    changes.close();
  }

  @Test
  void a_change_a_removal_and_a_creation_are_told() throws Exception {
    Path log = temp.resolve("logs/app.log");
    AtomicReference<String> seen = new AtomicReference<>("");
    changes.watch(RelativePath.parse("logs/app.log"), () -> seen.set(content(log)));
    Files.writeString(log, "y", StandardOpenOption.APPEND);
    await().until(() -> seen.get().equals("xy"));
    Files.delete(log);
    await().until(() -> seen.get().equals("absent"));
    Files.writeString(temp.resolve("new"), "z");
    Files.move(temp.resolve("new"), log, StandardCopyOption.ATOMIC_MOVE);
    await().until(() -> seen.get().equals("z"));
  }

  @Test
  void a_file_that_does_not_exist_yet_can_be_watched() throws Exception {
    changes.watch(RelativePath.parse("logs/later.log"), calls::incrementAndGet);
    Files.writeString(temp.resolve("logs/later.log"), "here");
    await().until(() -> calls.get() > 0);
  }

  @Test
  void many_writes_in_a_row_are_told_as_one_and_other_files_not_at_all() throws Exception {
    AtomicInteger others = new AtomicInteger();
    changes.close();
    changes = new FileChanges(root, Duration.ofSeconds(1), NEVER);
    changes.watch(RelativePath.parse("logs/app.log"), calls::incrementAndGet);
    changes.watch(RelativePath.parse("logs/other.log"), others::incrementAndGet);
    for (int i = 0; i < 200; i++) {
      Files.writeString(temp.resolve("logs/app.log"), "y", StandardOpenOption.APPEND);
    }
    await().until(() -> calls.get() == 1);
    assertThat(others).hasValue(0);
  }

  @Test
  void the_comparison_finds_what_events_do_not_tell() throws Exception {
    changes.close();
    changes = new FileChanges(root, Duration.ofMillis(20), Duration.ofMillis(50));
    Path log = temp.resolve("logs/app.log");
    AtomicReference<String> seen = new AtomicReference<>("");
    changes.watch(RelativePath.parse("logs/app.log"), () -> seen.set(content(log)));
    // The folder is moved away and another takes its place: the watch on the old one is of no use.
    Files.move(temp.resolve("logs"), temp.resolve("aside"));
    await().until(() -> seen.get().equals("absent"));
    Files.createDirectories(temp.resolve("logs"));
    Files.writeString(log, "another");
    await().until(() -> seen.get().equals("another"));
  }

  @Test
  void a_closed_watch_is_silent_and_the_others_go_on() throws Exception {
    AtomicInteger second = new AtomicInteger();
    FileChanges.Watch closed =
        changes.watch(RelativePath.parse("logs/app.log"), calls::incrementAndGet);
    changes.watch(RelativePath.parse("logs/app.log"), second::incrementAndGet);
    closed.close();
    Files.writeString(temp.resolve("logs/app.log"), "yy");
    await().until(() -> second.get() > 0);
    assertThat(calls).hasValue(0);
  }

  @Test
  void a_listener_that_fails_does_not_end_the_watching() throws Exception {
    changes.watch(
        RelativePath.parse("logs/app.log"),
        () -> {
          throw new IllegalStateException("a failing listener, on purpose");
        });
    changes.watch(RelativePath.parse("logs/app.log"), calls::incrementAndGet);
    Files.writeString(temp.resolve("logs/app.log"), "1");
    await().until(() -> calls.get() > 0);
    int before = calls.get();
    Files.writeString(temp.resolve("logs/app.log"), "22");
    await().until(() -> calls.get() > before);
  }

  @Test
  void what_is_outside_or_in_no_folder_cannot_be_watched() throws Exception {
    Files.createSymbolicLink(temp.resolve("link"), temp.resolve(".."));
    for (String path : new String[] {"link/x", "none/x", ""}) {
      assertThatThrownBy(() -> changes.watch(RelativePath.parse(path), calls::incrementAndGet))
          .isInstanceOf(AccessRefused.class);
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "absent";
    }
  }
}
