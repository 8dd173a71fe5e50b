package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.server.Backplane;
import dev.waybill.server.BackplaneContract;
import dev.waybill.server.SharedMemoryException;
import dev.waybill.tasks.TaskStoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteBackplaneTest extends BackplaneContract {
  @TempDir Path folder;

  @Override
  protected Backplane connect() {
    return SqliteBackplane.open(file());
  }

  private Path file() {
    return folder.resolve("backplane.db");
  }

  @Test
  void who_listens_again_hears_nothing_from_before() throws Exception {
    try (Backplane one = connect();
        Backplane other = connect()) {
      List<Byte> heard = new CopyOnWriteArrayList<>();
      AutoCloseable first = other.listen("news", message -> heard.add(message[0]));
      one.publish("news", new byte[] {1});
      Awaitility.await().until(() -> heard.contains((byte) 1));
      first.close();
      List<Byte> seen = new CopyOnWriteArrayList<>();
      try (AutoCloseable watching = connect().listen("news", message -> seen.add(message[0]))) {
        one.publish("news", new byte[] {2});
        Awaitility.await().until(() -> seen.contains((byte) 2));
      }

      try (AutoCloseable again = other.listen("news", message -> heard.add(message[0]))) {
        one.publish("news", new byte[] {3});
        Awaitility.await().until(() -> heard.contains((byte) 3));
      }
      assertThat(heard).containsExactly((byte) 1, (byte) 3);
    }
  }

  @Test
  void a_file_of_tasks_is_refused() {
    SqliteTaskStore.open(folder.resolve("tasks.db")).close();

    assertThatThrownBy(() -> SqliteBackplane.open(folder.resolve("tasks.db")))
        .isInstanceOf(TaskStoreException.class)
        .hasMessageContaining("cannot be opened")
        .hasRootCauseMessage("It is a database of another program; name a file of its own");
    connect().close();
    assertThatThrownBy(() -> SqliteTaskStore.open(file()))
        .isInstanceOf(TaskStoreException.class)
        .hasRootCauseMessage("It is a database of another program; name a file of its own");
  }

  @Test
  void a_closed_backplane_says_so_and_hangs_nobody() {
    Backplane backplane = connect();
    backplane.close();

    assertThatThrownBy(() -> backplane.memory().read("a"))
        .isInstanceOf(SharedMemoryException.class);
    assertThatThrownBy(() -> backplane.memory().put("a", "k", new byte[1], Duration.ofMinutes(1)))
        .isInstanceOf(SharedMemoryException.class);
    backplane.publish("news", new byte[1]);
  }

  /** Speaks and remembers in a process of its own. */
  public static final class Speaker {
    public static void main(String[] arguments) throws Exception {
      try (Backplane backplane = SqliteBackplane.open(Path.of(arguments[0]))) {
        backplane.memory().put("group", "key", new byte[] {7}, Duration.ofMinutes(5));
        var unused = backplane.listen("question", message -> backplane.publish("answer", message));
        System.out.println("ready");
        int ended = System.in.read();
      }
    }
  }

  @Test
  @Tag("slow")
  void processes_that_share_a_file_hear_each_other() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Speaker.class.getName(),
                file().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (Backplane backplane = connect();
        var output = process.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ready");
      List<byte[]> answers = new CopyOnWriteArrayList<>();
      var unused = backplane.listen("answer", answers::add);

      backplane.publish("question", new byte[] {1, 2});

      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> answers.size() == 1);
      assertThat(answers.getFirst()).containsExactly(1, 2);
      assertThat(backplane.memory().read("group")).containsOnlyKeys("key");
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
  }
}
