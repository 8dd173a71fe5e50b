package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a program of a page in a process of its own: until it ends, or, when it prints where it
 * listens, until it has answered there.
 */
final class DocsProgram {
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/\\S+");

  private DocsProgram() {}

  /** Returns what it printed. */
  static String run(String mainClass, Path classes) throws Exception {
    Path log = Files.createTempFile(classes, "program", ".log");
    Process program =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                classes + File.pathSeparator + System.getProperty("java.class.path"),
                mainClass)
            .directory(classes.toFile())
            .redirectError(log.toFile())
            .start();
    try {
      closeInput(program);
      StringBuilder printed = new StringBuilder();
      try (BufferedReader out = program.inputReader()) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          printed.append(line).append('\n');
          Matcher address = ADDRESS.matcher(line);
          if (address.find()) {
            answers(URI.create(address.group()));
            return printed.toString();
          }
        }
      }
      assertThat(program.waitFor(20, TimeUnit.SECONDS)).as("%s ends", mainClass).isTrue();
      assertThat(program.exitValue()).as(Files.readString(log)).isZero();
      return printed.toString();
    } finally {
      program.destroyForcibly();
    }
  }

  private static void closeInput(Process program) throws IOException {
    try (OutputStream input = program.getOutputStream()) {
      input.flush();
    }
  }

  private static void answers(URI uri) throws Exception {
    try (DemoClient client = new DemoClient(uri)) {
      assertThat(client.request("server/discover", "{}").result().path("supportedVersions"))
          .isNotEmpty();
      assertThat(client.request("tools/list", "{}").result().path("tools").isArray()).isTrue();
    }
  }
}
