package dev.waybill.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The program of a server: WAYBILL_TEST_REDIS_SERVER, the one on the class path, an installed one.
 */
final class RedisBinary {
  private static final String NAME = "redis-server-7.0.15-%s-%s";
  private static final List<String> INSTALLED = List.of("redis-server", "valkey-server");

  private RedisBinary() {}

  static Path find() throws IOException {
    String named = System.getenv("WAYBILL_TEST_REDIS_SERVER");
    if (named != null) {
      return Path.of(named);
    }
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String name =
        NAME.formatted(
            os.contains("mac") ? "darwin" : "linux", arch.equals("aarch64") ? "arm64" : "amd64");
    try (InputStream in = RedisBinary.class.getResourceAsStream("/" + name)) {
      return in == null || os.contains("windows") ? installed() : unpack(in);
    }
  }

  private static Path unpack(InputStream in) throws IOException {
    Path program = Files.createTempFile("redis-server", "");
    program.toFile().deleteOnExit();
    Files.copy(in, program, StandardCopyOption.REPLACE_EXISTING);
    if (!program.toFile().setExecutable(true)) {
      throw new IOException(program + " cannot be made executable");
    }
    return program;
  }

  private static Path installed() {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .flatMap(folder -> INSTALLED.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "Install redis-server 7 or newer, or name one in WAYBILL_TEST_REDIS_SERVER"));
  }
}
