package dev.waybill.app;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open folder. Where the system can do it (Linux, macOS) every name is looked up against the
 * folder's open handle and links are never followed, so a folder that is swapped for a link after
 * it was checked gains nothing. Elsewhere the real path of the folder is checked again at each use.
 */
sealed interface Folder extends Closeable permits Folder.Secure, Folder.Plain, HidingFolder {

  @SuppressWarnings("StreamResourceLeak") // the folder that is returned owns the stream
  static Folder open(Path path) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(path);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new Secure(secure);
    }
    stream.close();
    return new Plain(path.toRealPath());
  }

  /** The names in this folder, at most {@code max} of them, sorted; may be asked once. */
  List<String> names(int max) throws IOException;

  /** The attributes of an entry; of a link itself, not of what it points to. */
  BasicFileAttributes attributes(String name) throws IOException;

  /** Opens a folder in this one; fails when it is a link. */
  Folder folder(String name) throws IOException;

  /** Opens a file in this folder; fails when it is a link. */
  SeekableByteChannel open(String name, Set<OpenOption> options, FileAttribute<?>... attributes)
      throws IOException;

  /** The permissions of an entry, to create another with the same; none where there are none. */
  FileAttribute<?>[] permissions(String name) throws IOException;

  /** Renames an entry atomically. */
  void rename(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  @Override
  void close() throws IOException;

  private static List<String> sortedNames(DirectoryStream<Path> stream, int max)
      throws IOException {
    List<String> names = new ArrayList<>();
    try {
      for (Path entry : stream) {
        if (names.size() == max) {
          break;
        }
        names.add(entry.getFileName().toString());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(null);
    return names;
  }

  private static Set<OpenOption> notFollowing(Set<OpenOption> options) {
    Set<OpenOption> all = new HashSet<>(options);
    all.add(LinkOption.NOFOLLOW_LINKS);
    return all;
  }

  private static FileAttribute<?>[] permissions(@Nullable PosixFileAttributeView view)
      throws IOException {
    return view == null
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(view.readAttributes().permissions())
        };
  }

  /** Names are looked up against an open handle. */
  record Secure(SecureDirectoryStream<Path> stream) implements Folder {
    @Override
    public List<String> names(int max) throws IOException {
      return sortedNames(stream, max);
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
      return stream
          .getFileAttributeView(
              Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .readAttributes();
    }

    @Override
    public Folder folder(String name) throws IOException {
      return new Secure(stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public SeekableByteChannel open(
        String name, Set<OpenOption> options, FileAttribute<?>... attributes) throws IOException {
      return stream.newByteChannel(Path.of(name), notFollowing(options), attributes);
    }

    @Override
    public FileAttribute<?>[] permissions(String name) throws IOException {
      return Folder.permissions(
          stream.getFileAttributeView(
              Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void rename(String from, String to) throws IOException {
      stream.move(Path.of(from), stream, Path.of(to));
    }

    @Override
    public void delete(String name) throws IOException {
      stream.deleteFile(Path.of(name));
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  /** Names are looked up by path, after a check that the path still leads where it led. */
  record Plain(Path path) implements Folder {
    @Override
    public List<String> names(int max) throws IOException {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(checked())) {
        return sortedNames(stream, max);
      }
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
      return Files.readAttributes(
          checked().resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Folder folder(String name) throws IOException {
      Path inner = checked().resolve(name);
      if (!inner.toRealPath().equals(inner)) {
        throw new IOException("A link is not followed");
      }
      return new Plain(inner);
    }

    @Override
    public SeekableByteChannel open(
        String name, Set<OpenOption> options, FileAttribute<?>... attributes) throws IOException {
      return Files.newByteChannel(checked().resolve(name), notFollowing(options), attributes);
    }

    @Override
    public FileAttribute<?>[] permissions(String name) throws IOException {
      return Folder.permissions(
          Files.getFileAttributeView(
              checked().resolve(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void rename(String from, String to) throws IOException {
      Files.move(path.resolve(from), checked().resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
      Files.delete(checked().resolve(name));
    }

    @Override
    public void close() {}

    private Path checked() throws IOException {
      if (!path.toRealPath().equals(path)) {
        throw new IOException("The folder was replaced by a link");
      }
      return path;
    }
  }
}
