package dev.waybill.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

/**
 * A configuration file that somebody depends on: replaced as a whole or not at all, and never
 * without a copy of what it was.
 */
final class ConfigFile {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private final Path path;

  /** A link is followed, so that it is not replaced by a file. */
  ConfigFile(Path path) throws IOException {
    this.path = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
  }

  boolean exists() {
    return Files.exists(path);
  }

  /** Empty when there is no file. */
  String text() throws IOException {
    if (!exists()) {
      return "";
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Lookup.read(path)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IOException(path + " is not UTF-8 text", e);
    }
  }

  /**
   * Replaces the file.
   *
   * @return the copy of what it was, if there was one
   */
  Optional<Path> replace(String text, InstantSource clock) throws IOException {
    Optional<Path> backup = Optional.empty();
    Path folder = path.getParent();
    Files.createDirectories(folder);
    if (exists()) {
      Path copy =
          path.resolveSibling(path.getFileName() + "." + STAMP.format(clock.instant()) + ".bak");
      Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
      backup = Optional.of(copy);
    }
    // Readable by its owner alone from the first moment: it may hold tokens.
    Path fresh = Files.createTempFile(folder, "." + path.getFileName(), ".new");
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      if (Files.getFileAttributeView(fresh, PosixFileAttributeView.class) != null) {
        Files.setPosixFilePermissions(
            fresh, exists() ? Files.getPosixFilePermissions(path) : OWNER);
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
    return backup;
  }
}
