package dev.waybill.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store must do, and what files must do besides. */
class TokenStoreTest {
  @TempDir Path temp;

  private TokenStore store(String kind) {
    return kind.equals("files") ? TokenStore.files(temp.resolve("tokens")) : TokenStore.inMemory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "files"})
  void values_are_kept_replaced_and_removed(String kind) {
    TokenStore store = store(kind);
    String key = "client https://auth.example.com/../ä?b\u0000";
    assertThat(store.get(key)).isEmpty();
    store.put(key, "öne");
    assertThat(store.get(key)).contains("öne");
    store.put(key, "two");
    assertThat(store.get(key)).contains("two");
    assertThat(store.get(key + " ")).isEmpty();
    store.remove(key);
    store.remove(key);
    assertThat(store.get(key)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "files"})
  void readers_see_whole_values(String kind) throws Exception {
    TokenStore store = store(kind);
    List<String> values = IntStream.range(0, 4).mapToObj(i -> ("" + i).repeat(20_000)).toList();
    store.put("k", values.getFirst());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Stream<Future<?>> writers =
          values.stream()
              .map(value ->
                  threads.submit(() -> IntStream.range(0, 25).forEach(i -> store.put("k", value))));
      Future<?> reader =
          threads.submit(() ->
              IntStream.range(0, 100)
                  .forEach(i -> assertThat(values).contains(store.get("k").orElseThrow())));
      for (Future<?> writer : writers.toList()) {
        writer.get();
      }
      reader.get();
    }
  }

  @Test
  void files_are_for_their_owner_only() throws Exception {
    Path folder = temp.resolve("a/b/tokens");
    TokenStore store = TokenStore.files(folder);
    store.put("k", "tangerine");
    assertThat(mode(folder)).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      assertThat(mode(all.getFirst())).isEqualTo("rw-------");
      assertThat(all.getFirst().toString()).doesNotContain("tangerine");
    }
  }

  @Test
  void a_folder_that_others_can_enter_is_refused() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("open"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatThrownBy(() -> TokenStore.files(folder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("chmod 700");
  }

  @Test
  void a_folder_that_cannot_be_made_is_an_error() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> TokenStore.files(file.resolve("tokens")))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void what_is_broken_counts_as_absent() throws Exception {
    for (String broken : List.of("", "{", "[]", "{}", "{\"access_token\":1}", "\u0000")) {
      assertThat(Stored.session(broken)).isEmpty();
      assertThat(Stored.registration(broken)).isEmpty();
    }
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
