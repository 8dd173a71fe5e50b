package dev.waybill.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Redis server of a test, on loopback, that keeps what it acknowledged: it can be killed and
 * started again on the same data and port.
 */
public final class RedisServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static Optional<Path> program = Optional.empty();
  private static Optional<RedisServer> shared = Optional.empty();

  private final Path folder;
  private final int port;
  private final List<String> settings;
  private final Thread atExit = new Thread(this::remove);
  private Process process;

  private RedisServer(Path folder, int port, List<String> settings) throws IOException {
    this.folder = folder;
    this.port = port;
    this.settings = settings;
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * The address of a server for tests that need not kill it: WAYBILL_TEST_REDIS, or one that is
   * started once and lives as long as this process.
   */
  public static synchronized String sharedUrl() {
    String given = System.getenv("WAYBILL_TEST_REDIS");
    if (given != null) {
      return given;
    }
    if (shared.isEmpty()) {
      shared = Optional.of(start());
    }
    return shared.get().url();
  }

  /** Starts a server that syncs every change to its disk. */
  public static RedisServer start(String... settings) {
    return start(freePort(), settings);
  }

  static RedisServer start(int port, String... settings) {
    List<String> all =
        new ArrayList<>(List.of("--appendonly", "yes", "--appendfsync", "always", "--save", ""));
    all.addAll(List.of(settings));
    try {
      RedisServer server = new RedisServer(Files.createTempDirectory("redis"), port, all);
      server.awaitStart();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A port that nobody listened on just now. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized Path program() throws IOException {
    if (program.isEmpty()) {
      program = Optional.of(RedisBinary.find());
    }
    return program.get();
  }

  private Process launch() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program().toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                "" + port,
                "--dir",
                folder.toString()));
    command.addAll(settings);
    File log = folder.resolve("log").toFile();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private void awaitStart() throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (true) {
      try {
        if (command("PING").startsWith("+PONG") || command("PING").startsWith("-NOAUTH")) {
          return;
        }
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("Redis did not start:\n" + log(), e);
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends one command as people type it, and returns the first line of the answer. */
  String command(String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) START.toMillis());
      socket.getOutputStream().write((text + "\r\n").getBytes(UTF_8));
      String line =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
      return line == null ? "" : line;
    }
  }

  /** Sends one command as people type it, and returns the text of the answer. */
  String reply(String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) START.toMillis());
      socket.getOutputStream().write((text + "\r\n").getBytes(UTF_8));
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      int length = Integer.parseInt(reader.readLine().substring(1));
      char[] content = new char[length];
      int read = 0;
      while (read < length) {
        read += reader.read(content, read, length - read);
      }
      return new String(content);
    }
  }

  String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  public int port() {
    return port;
  }

  /** Where it is. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  public long pid() {
    return process.pid();
  }

  /** Ends the process as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor(START.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts it again after {@link #kill} on the same data and port. */
  public void restart() {
    kill();
    try {
      process = launch();
      awaitStart();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets it stand still, or go on, as the scheduler of a machine in trouble does. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
  }

  private void remove() {
    kill();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it, and removes its data. */
  @Override
  public void close() {
    remove();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
