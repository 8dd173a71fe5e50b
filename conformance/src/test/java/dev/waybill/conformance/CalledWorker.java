package dev.waybill.conformance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@link CalledServer} in a process of its own. */
final class CalledWorker implements AutoCloseable {
  private static final Pattern GREETING = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/mcp");

  private final Process process;
  private final String name;
  private final Path log;
  private int port;

  /**
   * Starts a process, and does not wait for it.
   *
   * @param port 0 for a free one
   * @param keys what the workers have in common, as is the database
   */
  CalledWorker(Path folder, String name, int port, String keys, String database)
      throws IOException {
    this.name = name;
    log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CalledServer.class.getName(),
            name,
            Integer.toString(port),
            database);
    builder.environment().put(CalledServer.KEYS, keys);
    process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** Waits until it listens. */
  CalledWorker ready() {
    await()
        .atMost(Duration.ofSeconds(90))
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

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  /** As nginx names it. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** {@code kill -15}: it finishes what it has begun. */
  void end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("The worker did not end");
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
