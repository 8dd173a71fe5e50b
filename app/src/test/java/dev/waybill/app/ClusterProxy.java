package dev.waybill.app;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real nginx before the workers: round-robin, with the defaults that a proxy has. */
final class ClusterProxy implements AutoCloseable {
  /** Names the worker that answered, after those that were tried before it. */
  static final String WORKER = "X-Worker";

  private final Process process;
  private final Path errors;
  private final int port;

  ClusterProxy(Path folder, List<ClusterWorker> workers) throws IOException {
    port = freePort();
    errors = folder.resolve("nginx-errors.log");
    Path settings = folder.resolve("nginx.conf");
    Files.writeString(settings, settings(workers));
    process =
        new ProcessBuilder(
                nginx().toString(),
                "-p",
                folder.toString(),
                "-e",
                errors.toString(),
                "-c",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx-output.log").toFile())
            .start();
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::listens);
  }

  private String settings(List<ClusterWorker> workers) {
    String servers =
        workers.stream()
            .map(worker -> "    server " + worker.address() + " max_fails=1 fail_timeout=2s;")
            .collect(Collectors.joining("\n"));
    // Only root has, and needs, a choice of user; the temporary folder is the test's own.
    String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
    return """
    %s
    daemon off;
    worker_processes 1;
    pid nginx.pid;
    events { worker_connections 4096; }
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      upstream workers {
    %s
      }
      server {
        listen 127.0.0.1:%d;
        location / {
          proxy_pass http://workers;
          proxy_http_version 1.1;
          proxy_set_header Host $http_host;
          proxy_read_timeout 120s;
          add_header %s $upstream_addr always;
        }
      }
    }
    """
        .formatted(user, servers, port, WORKER);
  }

  private static Path nginx() {
    return Stream.concat(
            Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator)),
            Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"))
        .map(folder -> Path.of(folder, "nginx"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                "This test needs nginx, which is neither on the PATH nor in /usr/sbin. Debian,"
                    + " Ubuntu: apt-get install nginx-light; macOS: brew install nginx. './build"
                    + " fast' leaves this test out."));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean listens() throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError("nginx ended: " + Files.readString(errors));
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
