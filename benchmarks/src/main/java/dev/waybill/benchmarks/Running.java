package dev.waybill.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A {@link Program} that was launched. It ends when its input does; closing sees to that. */
final class Running implements AutoCloseable {
  private static final long MOST_SECONDS_TO_END = 120;

  private final Process process;
  private final PrintStream commands;
  private final BufferedReader answers;
  private final String greeting;

  private Running(Process process) throws IOException {
    this.process = process;
    this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.greeting = line();
  }

  /** Launches it and waits for its first line. */
  static Running start(Program program) throws IOException {
    return start(program, ProcessBuilder.Redirect.INHERIT);
  }

  static Running start(Program program, ProcessBuilder.Redirect errors) throws IOException {
    return new Running(new ProcessBuilder(program.command()).redirectError(errors).start());
  }

  /** The port it says it listens on. */
  int port() {
    return Integer.parseInt(greeting);
  }

  /** Gives it a command and waits for the line that answers it. */
  String tell(String command) throws IOException {
    commands.println(command);
    return line();
  }

  private String line() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IllegalStateException("A program ended unasked; see what it wrote above");
    }
    return line;
  }

  /** The time its threads have spent on the core. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** The memory it holds, in bytes. */
  long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    commands.close();
    try {
      if (!process.waitFor(MOST_SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
