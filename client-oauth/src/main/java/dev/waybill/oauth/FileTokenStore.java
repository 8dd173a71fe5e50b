package dev.waybill.oauth;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A file a value, named by a digest of its key, written beside and moved into place. */
final class FileTokenStore implements TokenStore {
  private final Path folder;
  private final OwnerOnly owner;

  FileTokenStore(Path folder) {
    this.folder = folder.toAbsolutePath();
    try {
      this.owner = OwnerOnly.on(this.folder);
      owner.createFolder(this.folder);
    } catch (IOException e) {
      throw new UncheckedIOException("The folder for tokens cannot be made: " + folder, e);
    }
  }

  private Path file(String key) {
    return folder.resolve(DpopKey.sha256(key) + ".json");
  }

  @Override
  public Optional<String> get(String key) {
    try {
      return Optional.of(Files.readString(file(key)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Stored tokens cannot be read in " + folder, e);
    }
  }

  @Override
  public void put(String key, String value) {
    Path beside = folder.resolve(UUID.randomUUID() + ".new");
    try {
      try (FileChannel channel =
          FileChannel.open(beside, Set.of(CREATE_NEW, WRITE), owner.forFiles())) {
        ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(beside, file(key), ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Tokens cannot be stored in " + folder, e);
    } finally {
      beside.toFile().delete();
    }
  }

  @Override
  public void remove(String key) {
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      throw new UncheckedIOException("Stored tokens cannot be removed in " + folder, e);
    }
  }
}
