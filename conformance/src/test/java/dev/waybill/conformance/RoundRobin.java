package dev.waybill.conformance;

import dev.waybill.protocol.Json;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** A real nginx that deals requests out one by one, and writes down who took which. */
final class RoundRobin implements AutoCloseable {
  private final Process process;
  private final Path taken;
  private final int port;

  RoundRobin(Path folder, List<String> addresses) throws IOException {
    port = freePort();
    taken = folder.resolve("taken.log");
    Path errors = folder.resolve("errors.log");
    Path settings = Files.writeString(folder.resolve("nginx.conf"), settings(addresses));
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
            .redirectOutput(folder.resolve("output.log").toFile())
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          if (!process.isAlive()) {
            throw new AssertionError("nginx ended: " + Files.readString(errors));
          }
          return listens();
        });
  }

  private String settings(List<String> addresses) {
    String servers =
        addresses.stream()
            .map(address -> "    server " + address + " max_fails=1 fail_timeout=2s;")
            .collect(Collectors.joining("\n"));
    // Only root has, and needs, a choice of user; the folder is the test's own.
    String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
    return """
    %s
    daemon off;
    worker_processes 1;
    pid nginx.pid;
    events { worker_connections 8192; }
    http {
      log_format taken escape=json '{"worker":"$upstream_addr","status":"$status","body":"$request_body"}';
      access_log taken.log taken;
      client_body_temp_path body;
      client_body_buffer_size 64k;
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
          proxy_buffering off;
          proxy_read_timeout 120s;
        }
      }
    }
    """
        .formatted(user, servers, port);
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
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/mcp");
  }

  /** A request that is over: the address of the worker that answered, and what was sent to it. */
  record Taken(String worker, int status, String body) {}

  /** All requests that are over, as they ended. */
  List<Taken> taken() throws IOException {
    return Files.readAllLines(taken).stream()
        .map(Json.mapper()::readTree)
        .map(line ->
            new Taken(
                text(line, "worker"), Integer.parseInt(text(line, "status")), text(line, "body")))
        .toList();
  }

  private static String text(JsonNode line, String name) {
    return line.path(name).stringValue("");
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
