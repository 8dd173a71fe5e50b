package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.tasks.TaskStore;
import dev.waybill.tasks.TaskStoreContract;
import dev.waybill.tasks.TaskStoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTaskStoreTest extends TaskStoreContract {
  @TempDir Path folder;

  @Override
  protected TaskStore open() {
    return SqliteTaskStore.open(folder.resolve("tasks.db"));
  }

  @Test
  void a_database_of_another_program_is_left_alone() throws Exception {
    Path foreign = folder.resolve("foreign.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + foreign);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE things (name TEXT)");
    }

    assertThatThrownBy(() -> SqliteTaskStore.open(foreign))
        .isInstanceOf(TaskStoreException.class)
        .rootCause()
        .hasMessageContaining("another program");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + foreign);
        ResultSet names =
            connection.createStatement().executeQuery("SELECT count(*) FROM sqlite_schema")) {
      assertThat(names.getInt(1)).isEqualTo(1);
    }
  }

  @Test
  void a_file_of_a_newer_version_is_refused() throws Exception {
    Path newer = folder.resolve("newer.db");
    SqliteTaskStore.open(newer).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + newer);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }

    assertThatThrownBy(() -> SqliteTaskStore.open(newer))
        .isInstanceOf(TaskStoreException.class)
        .rootCause()
        .hasMessageContaining("newer Waybill");
  }
}
