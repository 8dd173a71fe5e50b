package dev.waybill.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The demo as users start it: the command in a process of its own. */
final class DemoProcess implements AutoCloseable {
  private final Process process;
  private final Path errors;
  private final BufferedReader out;
  private final String greeting;

  private DemoProcess(Process process, Path errors, boolean greets) throws IOException {
    this.process = process;
    this.errors = errors;
    this.out = process.inputReader();
    this.greeting = greets ? readGreeting() : "";
  }

  /** Starts {@code waybill} with any arguments. */
  static DemoProcess of(String... arguments) throws IOException {
    return start(false, List.of(), arguments);
  }

  /** The same with flags for the JVM. */
  static DemoProcess of(List<String> flags, String... arguments) throws IOException {
    return start(false, flags, arguments);
  }

  /** Starts the demo on a free port and waits until it has said all of its greeting. */
  static DemoProcess http(Path root) throws IOException {
    return http(root, List.of());
  }

  /** The same with flags for the JVM and more options. */
  static DemoProcess http(Path root, List<String> flags, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("demo", "--port", "0", "--root", root.toString()));
    arguments.addAll(List.of(more));
    return start(true, flags, arguments.toArray(String[]::new));
  }

  private static DemoProcess start(boolean greets, List<String> flags, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.waybill.app.WaybillCommand"));
    command.addAll(1, flags);
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("waybill-demo", ".err");
    return new DemoProcess(
        new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors, greets);
  }

  private String readGreeting() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      text.append(line).append('\n');
      if (line.startsWith("Ctrl-C")) {
        return text.toString();
      }
    }
    throw new IOException("It ended at once: " + text + errors());
  }

  String greeting() {
    return greeting;
  }

  /** Where it says that it listens. */
  String uri() {
    return greeting.replaceFirst("(?s)^Waybill demo on (\\S+), .*", "$1");
  }

  Process process() {
    return process;
  }

  BufferedReader out() {
    return out;
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  /** Waits for the end and returns the exit code. */
  int exit() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("Still running after 30 s");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
