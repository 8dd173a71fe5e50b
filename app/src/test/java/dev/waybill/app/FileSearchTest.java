package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.waybill.app.FileSearch.Limits;
import dev.waybill.app.FileSearch.Query;
import dev.waybill.app.SearchResult.Match;
import dev.waybill.app.SearchResult.Truncation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileSearchTest {
  @TempDir Path temp;
  private RootDirectory root;

  @BeforeEach
  void create_files() throws IOException {
    Files.createDirectories(temp.resolve("logs/old"));
    Files.writeString(temp.resolve("b.log"), "one\ntwo\nthree error 3\nfour\nfive\n");
    Files.writeString(temp.resolve("a.log"), "Error at start\r\nfine");
    Files.writeString(temp.resolve("logs/old/c.log"), "x\nerror c\nerror d\ny\n");
    Files.writeString(temp.resolve("logs/notes.txt"), "error in notes\n");
    Files.write(temp.resolve("logs/data.bin"), "error\0binary\n".getBytes());
    root = RootDirectory.at(temp);
  }

  @Test
  void matches_come_in_the_order_of_paths_and_lines() throws Exception {
    SearchResult result = search(new Query("error \\w", false, "", "**", 0, 100));
    assertThat(result.matches())
        .extracting(Match::file, Match::line, Match::column, Match::text)
        .containsExactly(
            tuple("b.log", 3L, 7, "three error 3"),
            tuple("logs/notes.txt", 1L, 1, "error in notes"),
            tuple("logs/old/c.log", 2L, 1, "error c"),
            tuple("logs/old/c.log", 3L, 1, "error d"));
    assertThat(result.truncated()).isEmpty();
    assertThat(result.filesSearched()).isEqualTo(4);
    assertThat(result.filesSkipped()).isEqualTo(1);
  }

  @Test
  void context_surrounds_each_match_and_ends_with_the_file() throws Exception {
    assertThat(search(new Query("error", false, "", "*.log", 1, 100)).matches())
        .containsExactly(
            new Match("b.log", 3, 7, "three error 3", List.of("two"), List.of("four")),
            new Match("logs/old/c.log", 2, 1, "error c", List.of("x"), List.of("error d")),
            new Match("logs/old/c.log", 3, 1, "error d", List.of("error c"), List.of("y")));
    assertThat(search(new Query("^Error", false, "", "a.log", 20, 100)).matches())
        .containsExactly(new Match("a.log", 1, 1, "Error at start", List.of(), List.of("fine")));
  }

  @Test
  void case_can_be_ignored_and_a_folder_or_file_given() throws Exception {
    assertThat(search(new Query("ERROR", true, "", "*", 0, 100)).matches()).hasSize(5);
    assertThat(search(new Query("error", false, "logs/old", "*", 0, 100)).matches()).hasSize(2);
    assertThat(search(new Query("error", false, "b.log", "*", 0, 100)).matches()).hasSize(1);
    assertThatThrownBy(() -> search(new Query("x", false, "../x", "*", 0, 100)))
        .isInstanceOf(AccessRefused.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.log | 3",
        "* | 4",
        "** | 4",
        "**/*.log | 3",
        "logs/* | 1",
        "logs/**/*.log | 1",
        "*.{txt,log} | 4",
        "[ab].log | 2",
        "[!a].log | 2",
        "?.log | 3",
        "logs/*.log | 0"
      })
  void a_glob_chooses_the_files(String glob, int files) throws Exception {
    assertThat(search(new Query("nothing", false, "", glob, 0, 1)).filesSearched())
        .isEqualTo(files);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[a", "a{2", "*", "\\"})
  void a_broken_pattern_is_explained(String pattern) {
    assertThatThrownBy(() -> search(new Query(pattern, false, "", "*", 0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a regular expression");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{a", "[a", "["})
  void a_broken_glob_is_explained(String glob) {
    assertThatThrownBy(() -> search(new Query("x", false, "", glob, 0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not close");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a+)+$", "(a|aa)+$", "(.*)*x{100}b", "(x+x+)+y|(a*)*b", "(a|b|ab)*c"})
  void catastrophic_patterns_end_soon_and_say_why(String pattern) throws Exception {
    Files.writeString(temp.resolve("evil.txt"), "a".repeat(15_000) + "!\n");
    long start = System.nanoTime();
    SearchResult result = search(new Query(pattern, false, "evil.txt", "*", 0, 1));
    assertThat(result.truncated()).contains(Truncation.PATTERN_TOO_COSTLY);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void a_catastrophic_glob_ends_too() throws Exception {
    Files.writeString(temp.resolve("a".repeat(200)), "x");
    SearchResult result = search(new Query("x", false, "", "*a".repeat(100) + "b", 0, 1));
    assertThat(result.truncated()).contains(Truncation.PATTERN_TOO_COSTLY);
  }

  @Test
  void every_bound_is_kept_and_named() throws Exception {
    Files.writeString(temp.resolve("many.txt"), "error line\n".repeat(5000));
    SearchResult matches = search(new Query("error", false, "many.txt", "*", 1, 10));
    assertThat(matches.matches()).hasSize(10);
    assertThat(matches.matches().getLast().after()).containsExactly("error line");
    assertThat(matches.truncated()).contains(Truncation.MAX_MATCHES);
    assertThat(limited(new Limits(500, 100, Duration.ofSeconds(10))).truncated())
        .contains(Truncation.MAX_OUTPUT);
    assertThat(limited(new Limits(100_000, 2, Duration.ofSeconds(10))).truncated())
        .contains(Truncation.MAX_FILES);
    assertThat(limited(new Limits(100_000, 100, Duration.ZERO)).truncated())
        .contains(Truncation.TIME_LIMIT);
  }

  @Test
  void exactly_as_many_matches_as_asked_for_are_complete() throws Exception {
    assertThat(search(new Query("error", false, "logs/old", "*", 0, 2)).truncated()).isEmpty();
  }

  @Test
  void of_a_long_line_the_part_around_the_match_is_shown() throws Exception {
    Files.writeString(temp.resolve("long.txt"), "x".repeat(5000) + "needle" + "y".repeat(5000));
    Match match = search(new Query("needle", false, "long.txt", "*", 0, 1)).matches().getFirst();
    assertThat(match.column()).isEqualTo(5001);
    assertThat(match.text()).hasSize(502).contains("needle").startsWith("…").endsWith("…");
  }

  @Test
  void a_link_is_neither_read_nor_followed() throws Exception {
    Path outside = Files.createDirectories(temp.resolve("../" + temp.getFileName() + "-outside"));
    try {
      Files.writeString(outside.resolve("s.log"), "error outside\n");
      Files.createSymbolicLink(temp.resolve("folder"), outside);
      Files.createSymbolicLink(temp.resolve("file.log"), outside.resolve("s.log"));
      assertThat(search(new Query("error outside", false, "", "*", 0, 9)).matches()).isEmpty();
    } finally {
      Files.delete(outside.resolve("s.log"));
      Files.delete(outside);
    }
  }

  @Test
  void an_interrupt_cancels_the_search() {
    assertThatThrownBy(() ->
            FileSearch.search(
                root,
                new Query("error", false, "", "*", 0, 1),
                Limits.DEFAULT,
                (done, total) -> Thread.currentThread().interrupt()))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  private SearchResult search(Query query) throws IOException, InterruptedException {
    return FileSearch.search(root, query, Limits.DEFAULT, Progress.NONE);
  }

  private SearchResult limited(Limits limits) throws IOException, InterruptedException {
    return FileSearch.search(
        root, new Query("error", false, "", "*", 0, 1000), limits, Progress.NONE);
  }
}
