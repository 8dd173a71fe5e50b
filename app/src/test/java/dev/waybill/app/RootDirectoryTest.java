package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RootDirectoryTest {
  private static final String SECRET = "the secret outside";

  @TempDir Path temp;
  private Path rootPath;
  private RootDirectory root;

  @BeforeEach
  void create_files() throws IOException {
    rootPath = Files.createDirectories(temp.resolve("root"));
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Files.writeString(outside.resolve("secret.txt"), SECRET);
    Files.createDirectories(rootPath.resolve("logs/old"));
    Files.writeString(rootPath.resolve("logs/app.log"), "inside");
    Files.writeString(rootPath.resolve("logs/old/b.log"), "b");
    Files.writeString(rootPath.resolve("a.log"), "a");
    Files.createSymbolicLink(rootPath.resolve("link-file"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(rootPath.resolve("link-folder"), outside);
    Files.createSymbolicLink(rootPath.resolve("logs/link-up"), Path.of("../.."));
    Files.createSymbolicLink(rootPath.resolve("link-inside"), rootPath.resolve("logs"));
    Files.createSymbolicLink(rootPath.resolve("link-loop"), rootPath.resolve("link-loop"));
    Files.createSymbolicLink(rootPath.resolve("link-chain"), rootPath.resolve("link-folder"));
    root = RootDirectory.at(rootPath);
  }

  static String[] hostile_paths() {
    return new String[] {
      "..",
      "../outside/secret.txt",
      "logs/../../outside/secret.txt",
      "logs/../logs/app.log",
      "logs/..",
      "./logs/app.log",
      "logs/./app.log",
      "logs/.",
      "/etc/passwd",
      "//etc/passwd",
      "/",
      "logs//app.log",
      "logs/app.log/",
      "logs/app.log.",
      "logs./app.log",
      "logs/app.log ",
      "logs/.../app.log",
      "logs /app.log",
      "%2e%2e/outside/secret.txt",
      "%2E%2E%2Foutside%2Fsecret.txt",
      "..%2foutside%2fsecret.txt",
      "logs%2Fapp.log",
      "%252e%252e%252foutside",
      "%c0%ae%c0%ae/outside",
      "%u002e%u002e/outside",
      "..\\outside\\secret.txt",
      "logs\\app.log",
      "\\\\server\\share\\x",
      "..%5coutside",
      "logs/app.log\0.txt",
      "logs/app.log%00.txt",
      "logs/app.log\n",
      "logs/\u202eapp.log",
      "logs/app.log\u200b",
      "\ud800/app.log",
      "file:///etc/passwd",
      "file:/etc/passwd",
      "file:logs/app.log",
      "FILE:///etc/passwd",
      "http://example.org/x",
      "jar:file:/x!/y",
      "C:\\Windows\\win.ini",
      "C:/Windows/win.ini",
      "C:logs",
      "~/secret",
      "\uff0e\uff0e/outside/secret.txt",
      "\u2025/outside/secret.txt",
      "link-file",
      "link-folder",
      "link-folder/secret.txt",
      "link-chain/secret.txt",
      "link-inside/app.log",
      "link-loop",
      "link-loop/x",
      "logs/link-up/outside/secret.txt",
      "logs/app.log/x",
      "nothing",
      "x/".repeat(70) + "y",
      "x".repeat(300),
      "x".repeat(2000),
    };
  }

  @ParameterizedTest
  @MethodSource("hostile_paths")
  void a_hostile_path_is_refused_with_a_safe_message(String hostile) {
    assertThatThrownBy(() -> root.resolve(hostile))
        .isInstanceOf(AccessRefused.class)
        .hasNoCause()
        .satisfies(this::says_nothing_of_the_outside);
    assertThatThrownBy(() -> root.open(RelativePath.parse(hostile)).close())
        .isInstanceOf(AccessRefused.class)
        .satisfies(this::says_nothing_of_the_outside);
  }

  @ParameterizedTest
  @MethodSource("hostile_paths")
  void a_hostile_path_is_refused_inside_a_uri_too(String hostile) {
    String uri = "log:///" + hostile;
    assertThatThrownBy(() -> root.open(LogUri.path(uri)).close())
        .isInstanceOf(AccessRefused.class)
        .satisfies(this::says_nothing_of_the_outside);
  }

  private void says_nothing_of_the_outside(Throwable e) {
    assertThat(e.getMessage()).doesNotContain(temp.toString()).doesNotContain(SECRET);
  }

  @Test
  void an_existing_file_resolves_to_its_place_and_opens() throws IOException {
    assertThat(root.resolve("logs/app.log"))
        .isEqualTo(rootPath.toRealPath().resolve("logs/app.log"));
    assertThat(root.resolve("")).isEqualTo(rootPath.toRealPath());
    assertThat(read(root, "logs/app.log")).isEqualTo("inside");
  }

  @Test
  void a_root_given_through_a_link_is_opened() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link-to-root"), rootPath);
    assertThat(read(RootDirectory.at(link), "a.log")).isEqualTo("a");
  }

  @Test
  void a_folder_is_not_opened_as_a_file() {
    assertThatThrownBy(() -> root.open(RelativePath.parse("logs")))
        .isInstanceOf(AccessRefused.class)
        .hasMessageContaining("not a regular file");
    assertThatThrownBy(() -> root.open(RelativePath.ROOT)).isInstanceOf(AccessRefused.class);
  }

  @Test
  void a_named_pipe_is_refused_instead_of_blocking() throws Exception {
    Path pipe = rootPath.resolve("pipe");
    Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeThat(mkfifo.waitFor()).isZero();
    assertThatThrownBy(() -> root.open(RelativePath.parse("pipe")))
        .isInstanceOf(AccessRefused.class);
  }

  @Test
  void the_listing_is_sorted_bounded_and_free_of_links() throws Exception {
    assertThat(root.list(10))
        .isEqualTo(
            new RootDirectory.Listing(List.of("a.log", "logs/app.log", "logs/old/b.log"), true));
    assertThat(root.list(2).files()).containsExactly("a.log", "logs/app.log");
    assertThat(root.list(2).complete()).isFalse();
  }

  /** Another thread keeps swapping a folder for a link to the outside while files are opened. */
  @Test
  void a_race_between_check_and_use_never_leads_outside() throws Exception {
    Path swapped = rootPath.resolve("swapped");
    Path aside = rootPath.resolve("aside");
    Files.createDirectories(swapped);
    Files.writeString(swapped.resolve("secret.txt"), "harmless");
    Path link = Files.createSymbolicLink(temp.resolve("link"), temp.resolve("outside"));
    AtomicBoolean running = new AtomicBoolean(true);
    AtomicLong swaps = new AtomicLong();
    Thread swapper =
        Thread.ofPlatform()
            .start(() -> {
              try {
                while (running.get()) {
                  Files.move(swapped, aside);
                  Files.move(link, swapped);
                  Files.move(swapped, link);
                  Files.move(aside, swapped);
                  swaps.incrementAndGet();
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    int opened = 0;
    int refused = 0;
    while (swapper.isAlive() && (swaps.get() < 2000 || opened == 0 || refused == 0)) {
      try {
        assertThat(read(root, "swapped/secret.txt")).isEqualTo("harmless");
        opened++;
      } catch (AccessRefused e) {
        refused++;
      }
    }
    running.set(false);
    swapper.join();
    assertThat(opened).isPositive();
    assertThat(refused).isPositive();
  }

  private static String read(RootDirectory root, String path) throws IOException {
    try (var in = Channels.newInputStream(root.open(RelativePath.parse(path)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
