package dev.waybill.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL server on an ephemeral port of the loopback address, with its data in a
 * temporary folder and everything synced. It ends with this process, at the latest.
 *
 * <p>The environment variable {@code WAYBILL_TEST_POSTGRES} names a running one that {@link
 * #shared()} uses instead: {@code postgresql://user:password@host/database}.
 */
public final class PostgresServer implements AutoCloseable {
  private static final String OVERRIDE = "WAYBILL_TEST_POSTGRES";
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private final PostgresBinaries binaries;
  private final Path data;
  private final String url;

  private PostgresServer(PostgresBinaries binaries, Path data, String url) {
    this.binaries = binaries;
    this.data = data;
    this.url = url;
  }

  private static final class Shared {
    static final String URL = url();

    private static String url() {
      String override = System.getenv(OVERRIDE);
      return override == null || override.isBlank() ? start().url() : override;
    }
  }

  /** A server that the tests of this process share, in a schema that no other test has. */
  public static PostgresDatabase shared() {
    return PostgresDatabase.at(Shared.URL).schema(newSchema());
  }

  /** The URL of the shared server. */
  public static String sharedUrl() {
    return Shared.URL;
  }

  /** The name of a schema that no other test has. */
  public static String newSchema() {
    return "test_" + ProcessHandle.current().pid() + "_" + SCHEMAS.incrementAndGet();
  }

  /**
   * Starts a server of one's own.
   *
   * @param settings lines of its configuration
   */
  public static PostgresServer start(String... settings) {
    try {
      PostgresBinaries binaries = PostgresBinaries.find();
      Path folder = binaries.temporaryFolder();
      Path data = folder.resolve("data");
      String password = UUID.randomUUID().toString();
      Path passwordFile = Files.writeString(folder.resolve("password"), password);
      binaries.own(folder);
      binaries.run(
          folder.resolve("initdb.log"),
          "initdb",
          List.of(
              "--pgdata=" + data,
              "--username=waybill",
              "--pwfile=" + passwordFile,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale=C",
              "--no-sync"));
      int port = freePort();
      List<String> lines = new ArrayList<>();
      lines.add("listen_addresses = '127.0.0.1'");
      lines.add("port = " + port);
      lines.add("unix_socket_directories = ''");
      lines.add("max_connections = 200");
      lines.addAll(List.of(settings));
      Files.write(data.resolve("postgresql.auto.conf"), lines);
      String url = "postgresql://waybill:" + password + "@127.0.0.1:" + port + "/postgres";
      PostgresServer server = new PostgresServer(binaries, data, url);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      server.restart();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Its URL, with user and password. */
  public String url() {
    return url;
  }

  /** Its database, in a schema that no other test has. */
  public PostgresDatabase database() {
    return PostgresDatabase.at(url).schema(newSchema());
  }

  /** Starts it on the data it had, after it was killed, and waits until it answers. */
  public void restart() {
    binaries.run(
        data.resolveSibling("pg_ctl.log"),
        "pg_ctl",
        List.of(
            "start",
            "--pgdata=" + data,
            "--wait",
            "--timeout=120",
            "--silent",
            "--log=" + data.resolveSibling("server.log")));
  }

  /** Kills all its processes at once, as {@code kill -9} does and a power failure would. */
  public void kill() {
    if (!Files.exists(data.resolve("postmaster.pid"))) {
      return;
    }
    ProcessHandle.of(pid())
        .ifPresent(postmaster -> {
          List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
          all.addAll(postmaster.descendants().toList());
          all.forEach(ProcessHandle::destroyForcibly);
          all.forEach(process -> process.onExit().orTimeout(60, TimeUnit.SECONDS).join());
        });
  }

  /** The process that all others of the server come from. */
  public long pid() {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it and removes its data. */
  @Override
  public void close() {
    if (!Files.exists(data)) {
      return;
    }
    kill();
    try {
      Files.walkFileTree(
          data.getParent(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure)
                throws IOException {
              Files.deleteIfExists(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
