package dev.waybill.jdbc;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of a PostgreSQL server: those on the class path, unpacked once a version, or
 * installed ones. They refuse to run as root, who becomes another user for them.
 */
final class PostgresBinaries {
  private static final List<String> PACKED =
      List.of(
          "postgres-linux-x86_64.txz",
          "postgres-linux-arm_64.txz",
          "postgres-darwin-x86_64.txz",
          "postgres-darwin-arm_64.txz");

  private final Path programs;
  private final List<String> asUser;
  private final Optional<String> user;

  private PostgresBinaries(Path programs) {
    this.programs = programs;
    this.user =
        System.getProperty("user.name").equals("root")
            ? Stream.of("postgres", "nobody").filter(PostgresBinaries::exists).findFirst()
            : Optional.empty();
    this.asUser = user.map(PostgresBinaries::become).orElse(List.of());
  }

  static PostgresBinaries find() throws IOException {
    for (String name : PACKED) {
      URL packed = PostgresBinaries.class.getResource("/" + name);
      if (packed != null) {
        return new PostgresBinaries(unpacked(packed).resolve("bin"));
      }
    }
    return new PostgresBinaries(installed());
  }

  private static Path installed() throws IOException {
    List<Path> folders = new ArrayList<>();
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions.sorted().map(version -> version.resolve("bin")).forEach(folders::addFirst);
      }
    }
    path().forEach(folders::add);
    return folders.stream()
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .findFirst()
        .orElseThrow(() ->
            new IOException(
                "There is no PostgreSQL for this platform on the class path, and none is"
                    + " installed"));
  }

  private static Stream<Path> path() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of);
  }

  /** The name of the jar has the version, so that each version is unpacked once. */
  private static Path unpacked(URL packed) throws IOException {
    String jar = packed.getPath().replaceAll("!.*", "").replaceAll(".*/", "");
    Path folder =
        Path.of(System.getProperty("java.io.tmpdir"))
            .resolve("waybill-" + System.getProperty("user.name") + "-" + jar.replace(".jar", ""));
    if (!Files.exists(folder)) {
      Path fresh = Files.createTempDirectory(folder.getParent(), "waybill-unpacking");
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
      unpack(packed, fresh);
      try {
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
        // Another process was quicker; ours stays behind unused.
        return folder;
      }
    }
    if (!Files.getOwner(folder).getName().equals(System.getProperty("user.name"))) {
      throw new IOException(folder + " belongs to someone else; remove it");
    }
    return folder;
  }

  private static void unpack(URL packed, Path folder) throws IOException {
    Process tar =
        new ProcessBuilder("tar", "-x", "-C", folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream in = new XZInputStream(packed.openStream());
        OutputStream out = tar.getOutputStream()) {
      in.transferTo(out);
    }
    try {
      if (tar.waitFor() != 0) {
        throw new IOException("tar could not unpack " + packed);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while unpacking", e);
    }
  }

  private static boolean exists(String user) {
    try {
      return !new String(output("id", "-u", user)).isBlank();
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] output(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (InputStream in = process.getInputStream()) {
      return in.readAllBytes();
    }
  }

  private static List<String> become(String user) {
    if (path().anyMatch(folder -> Files.isExecutable(folder.resolve("setpriv")))) {
      try {
        String group = new String(output("id", "-g", user)).strip();
        return List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return List.of("su", user, "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"");
  }

  /** A folder that whoever the server runs as can reach. */
  Path temporaryFolder() throws IOException {
    return Files.createTempDirectory("waybill-postgres");
  }

  /** Gives a folder to whoever the server runs as. */
  void own(Path folder) {
    user.ifPresent(
        name -> finish(List.of("chown", "-R", name, folder.toString()), Path.of("/dev/null")));
  }

  void run(Path log, String program, List<String> arguments) {
    List<String> command = new ArrayList<>(asUser);
    command.add(programs.resolve(program).toString());
    command.addAll(arguments);
    finish(command, log);
  }

  private static void finish(List<String> command, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .directory(new File("/"))
              .start();
      if (!process.waitFor(180, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(command + " failed:\n" + Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while PostgreSQL started", e);
    }
  }
}
