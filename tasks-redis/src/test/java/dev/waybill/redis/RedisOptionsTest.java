package dev.waybill.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.tasks.TaskStore;
import dev.waybill.tasks.TaskStoreException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How servers are reached, and what is refused when a store is opened. */
class RedisOptionsTest {
  private static void open(RedisOptions options) {
    RedisTaskStore.open(options).close();
  }

  @Test
  void a_server_that_syncs_every_change_is_durable() {
    try (RedisServer server = RedisServer.start()) {
      open(RedisOptions.at(server.url()).requireDurable());
    }
  }

  @Test
  void a_server_without_a_file_is_refused_when_durability_is_required() {
    try (RedisServer server = RedisServer.start("--appendonly", "no")) {
      open(RedisOptions.at(server.url()));
      assertThatThrownBy(() -> open(RedisOptions.at(server.url()).requireDurable()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("appendonly");
    }
  }

  @Test
  void a_server_that_syncs_now_and_then_is_refused_when_durability_is_required() {
    try (RedisServer server = RedisServer.start("--appendfsync", "everysec")) {
      open(RedisOptions.at(server.url()));
      assertThatThrownBy(() -> open(RedisOptions.at(server.url()).requireDurable()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("everysec");
    }
  }

  @Test
  void a_server_that_throws_away_any_key_is_refused() {
    try (RedisServer server =
        RedisServer.start("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")) {
      assertThatThrownBy(() -> open(RedisOptions.at(server.url())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("allkeys-lru");
    }
    try (RedisServer server = RedisServer.start("--maxmemory-policy", "volatile-lru")) {
      open(RedisOptions.at(server.url()).requireDurable());
    }
  }

  @Test
  void what_cannot_be_checked_is_refused_when_durability_is_required() {
    try (RedisServer server = RedisServer.start("--rename-command", "CONFIG", "")) {
      open(RedisOptions.at(server.url()));
      assertThatThrownBy(() -> open(RedisOptions.at(server.url()).requireDurable()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("CONFIG");
    }
  }

  @Test
  void a_user_may_be_named_beside_the_address_and_is_confined_to_the_prefix() throws Exception {
    try (RedisServer server = RedisServer.start()) {
      server.command(
          "ACL SETUSER worker on >s3cret ~waybill:* &waybill:* +@all -@admin -@dangerous"
              + " +config|get");
      RedisOptions options =
          RedisOptions.at(server.url()).credentials("worker", "s3cret").requireDurable();
      try (TaskStore store = RedisTaskStore.open(options)) {
        assertThat(store.create(NewTasks.of("a")).isNew()).isTrue();
      }
      assertThatThrownBy(
              () -> {
                try (TaskStore store = RedisTaskStore.open(options.prefix("other:"))) {
                  store.create(NewTasks.of("a"));
                }
              })
          .isInstanceOf(TaskStoreException.class);
    }
  }

  @Test
  void connections_are_encrypted_to_those_who_are_trusted(@TempDir Path folder) throws Exception {
    Pem pem = Pem.create(folder);
    int port = RedisServer.freePort();
    try (RedisServer server =
        RedisServer.start(
            "--tls-port",
            "" + port,
            "--tls-cert-file",
            pem.certificate().toString(),
            "--tls-key-file",
            pem.key().toString(),
            "--tls-auth-clients",
            "no")) {
      RedisOptions options = RedisOptions.at("rediss://localhost:" + port);
      try (TaskStore store = RedisTaskStore.open(options.trust(pem.certificate()))) {
        assertThat(store.create(NewTasks.of("a")).isNew()).isTrue();
      }
      assertThat(server.command("DBSIZE")).isNotEqualTo(":0");
      assertThatThrownBy(() -> open(options)).isInstanceOf(TaskStoreException.class);
    }
  }

  @Test
  void passwords_are_in_no_message() {
    try (RedisServer server = RedisServer.start("--requirepass", "right")) {
      String url = "redis://:s3cret@127.0.0.1:" + server.port();

      assertThatThrownBy(() -> open(RedisOptions.at(url)))
          .isInstanceOf(TaskStoreException.class)
          .satisfies(e -> assertThat(trace(e)).contains("WRONGPASS").doesNotContain("s3cret"));
      assertThat(RedisOptions.at(url).toString()).doesNotContain("s3cret");
      open(RedisOptions.at("redis://:right@127.0.0.1:" + server.port()));
    }
    assertThatThrownBy(() -> RedisOptions.at("http://user:s3cret@host"))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(trace(e)).doesNotContain("s3cret"));
  }

  private static String trace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void nobody_there_is_said_at_once() {
    int nobody = RedisServer.freePort();

    assertThatThrownBy(() -> open(RedisOptions.at("redis://127.0.0.1:" + nobody)))
        .isInstanceOf(TaskStoreException.class)
        .hasMessageContaining("127.0.0.1:" + nobody);
  }

  @Test
  void what_makes_no_sense_is_refused() {
    RedisOptions options = RedisOptions.at("redis://localhost");

    assertThatThrownBy(() -> options.prefix("a{b}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("braces");
    assertThatThrownBy(() -> options.timeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
