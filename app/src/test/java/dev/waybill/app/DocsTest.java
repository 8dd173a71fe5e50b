package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import dev.waybill.protocol.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every code block of README.md and docs/ works: Java compiles and programs run, JSON is read by
 * Waybill's mapper, shell lines are known verbs or {@code curl} commands that succeed against a
 * running demo, nginx takes its configuration. A {@code text} block shows what the program before
 * it prints.
 */
@Tag("slow")
class DocsTest {
  private static final Pattern HOST = Pattern.compile("http://(?:127\\.0\\.0\\.1|localhost):8080");
  private static final Pattern VERB = Pattern.compile("(?m)^  ([a-z-]+) ");

  @TempDir static Path temp;
  private static DemoProcess demo;
  private static String verbs;

  @BeforeAll
  static void start_demo() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("logs"));
    Files.writeString(folder.resolve("app.log"), "2026-07-28T10:00:00Z ERROR It broke\n");
    demo = DemoProcess.http(folder);
    Process help =
        new ProcessBuilder("bash", Repository.root().resolve("build").toString(), "help")
            .redirectErrorStream(true)
            .start();
    verbs = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @AfterAll
  static void stop_demo() {
    demo.close();
  }

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
    pages.addAll(Repository.files("docs", ".md"));
    return pages;
  }

  @TestFactory
  Stream<DynamicTest> every_block_of_the_documentation_works() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      PageRun run = new PageRun(temp.resolve(page.getFileName().toString()));
      for (CodeBlock block : CodeBlock.of(page)) {
        tests.add(DynamicTest.dynamicTest(block.name(), () -> run.check(block)));
      }
    }
    return tests.stream();
  }

  @Test
  void what_does_not_work_is_found() throws Exception {
    PageRun run = new PageRun(temp.resolve("broken"));
    for (List<String> block :
        List.of(
            List.of("java", "int number = \"text\";"),
            List.of("java", "call.elicits(\"key\", 1);"),
            List.of("java", "record Half(int a"),
            List.of("json", "{\"a\": 1, \"a\": 2}"),
            List.of("sh", "./build everything"),
            List.of("sh", "./waybill demo --prot 1"),
            List.of("sh", "rm -rf target"),
            List.of("sh", "curl -sf http://127.0.0.1:8080/nothing"),
            List.of("text", "nothing printed this"),
            List.of("", "no language"))) {
      CodeBlock broken = new CodeBlock(Path.of("page.md"), 1, block.get(0), block.get(1));
      assertThatThrownBy(() -> run.check(broken)).as(broken.toString()).isNotNull();
    }
  }

  /** The blocks of one page, in order: later ones may build on earlier ones. */
  private static final class PageRun {
    private final Path folder;
    private final JavaBlock java;
    private String printed = "";

    PageRun(Path folder) {
      this.folder = folder;
      this.java = new JavaBlock(folder);
    }

    void check(CodeBlock block) throws Exception {
      switch (block.language()) {
        case "java" -> {
          var program = java.compile(block);
          if (program.isPresent()) {
            printed = DocsProgram.run(program.get(), folder);
          }
        }
        case "text" -> assertThat(printed.strip()).isEqualTo(block.text().strip());
        case "json" -> Json.parse(block.text().getBytes(StandardCharsets.UTF_8));
        case "sh" -> shell(block.text());
        case "sql" -> {
          // Run against a server by the tests of tasks-jdbc.
        }
        case "nginx" -> DocsNginx.check(block.text(), folder);
        default -> fail("'" + block.language() + "' is no language this test can check");
      }
    }

    private static void shell(String text) throws Exception {
      for (String line : text.replace("\\\n", " ").lines().toList()) {
        String command = line.strip();
        List<String> words = List.of(command.split("\\s+"));
        if (command.isEmpty() || command.startsWith("#")) {
          continue;
        }
        List<String> rest = words.subList(1, words.size());
        switch (words.getFirst()) {
          case "./waybill" -> WaybillCommand.commandLine().parseArgs(rest.toArray(String[]::new));
          case "./build" -> {
            if (!rest.isEmpty()) {
              assertThat(VERB.matcher(verbs).results().map(verb -> verb.group(1)))
                  .contains(rest.getFirst());
            }
          }
          case "curl" -> curl(command);
          default -> fail("'" + command + "' is neither ./build, ./waybill nor curl");
        }
      }
    }

    private static void curl(String command) throws Exception {
      String base = demo.uri().substring(0, demo.uri().lastIndexOf('/'));
      Process curl =
          new ProcessBuilder("sh", "-c", HOST.matcher(command).replaceAll(base))
              .redirectErrorStream(true)
              .start();
      String output = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(curl.waitFor()).as(output).isZero();
      assertThat(output).doesNotContain("\"error\":{").doesNotContain("\"isError\":true");
    }
  }
}
