package dev.waybill.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.server.SharedMemory;
import dev.waybill.server.SharedMemoryContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteMemoryTest extends SharedMemoryContract {
  @TempDir Path folder;
  private List<SqliteFile> workers;
  private int asked;

  @BeforeEach
  void open() {
    Path path = folder.resolve("backplane.db");
    workers =
        List.of(
            SqliteFile.open(path, SqliteSchema.BACKPLANE),
            SqliteFile.open(path, SqliteSchema.BACKPLANE));
  }

  @AfterEach
  void close() {
    workers.forEach(SqliteFile::close);
  }

  @Override
  protected synchronized SharedMemory memory() {
    return SharedMemory.checked(new SqliteMemory(workers.get(asked++ % workers.size())));
  }

  @Test
  void what_is_over_leaves_the_file_while_others_write() {
    SqliteMemory memory = new SqliteMemory(workers.getFirst());
    for (int i = 0; i < 300; i++) {
      memory.put("group/" + i, "k", new byte[1], Duration.ofMillis(1));
      memory.append("log/" + i, 1, new byte[1], Duration.ofMillis(1));
    }

    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> {
          memory.put("stays", "k", new byte[1], Duration.ofMinutes(5));
          return rows("memory") == 1 && rows("memory_value") == 1 && rows("memory_entry") == 0;
        });
    assertThat(memory.read("stays")).hasSize(1);
  }

  private long rows(String table) {
    return workers
        .getFirst()
        .read(db -> db.sql("SELECT count(*) FROM " + table).first(row -> row.getLong(1)))
        .orElseThrow();
  }
}
