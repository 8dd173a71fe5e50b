package dev.waybill.app;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of its own that runs {@code waybill demo}. */
final class ClusterWorker implements AutoCloseable {
  private static final Pattern GREETING = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/mcp");

  private final Process process;
  private final Path log;
  private int port;

  /**
   * Starts a process, and does not wait for it.
   *
   * @param keys what the workers of a cluster have in common
   */
  ClusterWorker(Path folder, String name, Path root, String keys) throws IOException {
    log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            WaybillCommand.class.getName(),
            "demo",
            "--port",
            "0",
            "--root",
            root.toString());
    builder.environment().put(SharedKeys.VARIABLE, keys);
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** Waits until it listens. */
  ClusterWorker ready() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          if (!process.isAlive()) {
            throw new AssertionError("The worker ended: " + Files.readString(log));
          }
          Matcher greeting = GREETING.matcher(Files.readString(log));
          if (greeting.find()) {
            port = Integer.parseInt(greeting.group(1));
          }
          return port != 0;
        });
    return this;
  }

  int port() {
    return port;
  }

  /** As nginx names it. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** {@code kill -15}. */
  void terminate() {
    process.destroy();
  }

  /** The exit code, which must come soon. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("The worker did not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
