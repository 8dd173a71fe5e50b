package dev.waybill.app;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The folder the server may read, and the guard around it. Paths come in as text relative to the
 * root; {@link RelativePath} refuses hostile text, and {@link Folder} walks down from the root one
 * open handle at a time without following any link, so that neither a link nor a race leads out.
 * Every failure is an {@link AccessRefused} with a message that is safe to show.
 *
 * <p>Hard links cannot be told from files and are therefore read as files.
 */
final class RootDirectory {
  private final Path real;
  private final List<RelativePath> hidden;

  private RootDirectory(Path real, List<RelativePath> hidden) {
    this.real = real;
    this.hidden = hidden;
  }

  /** Opens the root; it may itself be given through links. */
  static RootDirectory at(Path root) throws IOException {
    Path real = root.toRealPath();
    Folder.open(real).close();
    return new RootDirectory(real, List.of());
  }

  /** The same without some files, which need not exist; those outside are not in it anyway. */
  RootDirectory without(List<Path> files) throws IOException {
    List<RelativePath> paths = new ArrayList<>();
    for (Path file : files) {
      Path place = place(file);
      if (place.startsWith(real) && !place.equals(real)) {
        List<String> names = new ArrayList<>();
        real.relativize(place).forEach(name -> names.add(name.toString()));
        paths.add(new RelativePath(names));
      }
    }
    return new RootDirectory(real, List.copyOf(paths));
  }

  /** Where a file really is, or would be. */
  private static Path place(Path file) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (Files.exists(absolute) || parent == null) {
      return absolute.toRealPath();
    }
    return parent.toRealPath().resolve(absolute.getFileName());
  }

  /**
   * The existing file or folder at a path below the root. To read it use {@link #open}: a path is
   * only as true as the moment it was checked.
   */
  Path resolve(String relative) throws AccessRefused {
    RelativePath path = RelativePath.parse(relative);
    attributes(path);
    try {
      Path resolved = place(path);
      // Also unequal where the file system ignores case: one file has one name here.
      if (!resolved.toRealPath().equals(resolved)) {
        throw AccessRefused.link(path);
      }
      return resolved;
    } catch (IOException e) {
      throw safe(e, path);
    }
  }

  /** Opens a regular file for reading, without following links at any level. */
  SeekableByteChannel open(RelativePath path) throws AccessRefused {
    try (Folder folder = folder(parentOfFile(path))) {
      BasicFileAttributes attributes = folder.attributes(path.name());
      if (attributes.isSymbolicLink()) {
        throw AccessRefused.link(path);
      }
      // A pipe would block the thread that opens it, a device may never end.
      if (!attributes.isRegularFile()) {
        throw AccessRefused.notFile(path);
      }
      return folder.open(path.name(), Set.of(StandardOpenOption.READ));
    } catch (IOException | InvalidPathException e) {
      throw safe(e, path);
    }
  }

  /** The attributes of an existing file or folder; never those of a link. */
  BasicFileAttributes attributes(RelativePath path) throws AccessRefused {
    try {
      if (path.isRoot()) {
        return Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      }
      try (Folder folder = folder(path.parent().orElse(RelativePath.ROOT))) {
        BasicFileAttributes attributes = folder.attributes(path.name());
        if (attributes.isSymbolicLink()) {
          throw AccessRefused.link(path);
        }
        return attributes;
      }
    } catch (IOException | InvalidPathException e) {
      throw safe(e, path);
    }
  }

  /** Opens a folder at or below the root; the caller closes it. */
  Folder folder(RelativePath path) throws AccessRefused {
    Folder current = null;
    try {
      current = Folder.open(real);
      current = hidden.isEmpty() ? current : new HidingFolder(current, hidden);
      for (String segment : path.segments()) {
        BasicFileAttributes attributes = current.attributes(segment);
        if (attributes.isSymbolicLink()) {
          throw AccessRefused.link(path);
        }
        if (!attributes.isDirectory()) {
          throw AccessRefused.notFolder(path);
        }
        try (Folder outer = current) {
          current = outer.folder(segment);
        }
      }
      return current;
    } catch (IOException | InvalidPathException e) {
      if (current != null) {
        closeAfter(e, current);
      }
      throw safe(e, path);
    }
  }

  /**
   * Where a path lies on the disk, checked only as text: for what must know the place of something
   * that does not exist yet.
   */
  Path place(RelativePath path) throws AccessRefused {
    if (HidingFolder.hides(hidden, path)) {
      throw AccessRefused.missing(path);
    }
    try {
      Path place = real;
      for (String segment : path.segments()) {
        place = place.resolve(segment);
      }
      return place;
    } catch (InvalidPathException e) {
      throw safe(e, path);
    }
  }

  /** The folder a file lies in; the root itself is no file. */
  static RelativePath parentOfFile(RelativePath path) throws AccessRefused {
    return path.parent().orElseThrow(() -> AccessRefused.notFile(path));
  }

  /**
   * The regular files below the root, depth first and by name.
   *
   * @param max the most files to list
   */
  Listing list(int max) throws IOException, InterruptedException {
    List<String> files = new ArrayList<>();
    TreeWalk.Outcome outcome =
        new TreeWalk(this)
            .walk(
                RelativePath.ROOT,
                entry -> {
                  if (files.size() == max) {
                    return false;
                  }
                  files.add(entry.path().toString());
                  return true;
                });
    return new Listing(files, outcome.complete());
  }

  /**
   * The files found below the root.
   *
   * @param files paths relative to the root
   * @param complete false when there were more
   */
  record Listing(List<String> files, boolean complete) {
    Listing {
      files = List.copyOf(files);
    }
  }

  private static AccessRefused safe(Exception e, RelativePath path) {
    return switch (e) {
      case AccessRefused refused -> refused;
      case NoSuchFileException missing -> AccessRefused.missing(path);
      case InvalidPathException invalid -> AccessRefused.missing(path);
      // What the system says when a link appeared between the check and the opening.
      case FileSystemException system when isLinkLoop(system) -> AccessRefused.link(path);
      default -> AccessRefused.unreadable(path);
    };
  }

  private static boolean isLinkLoop(FileSystemException e) {
    return e.getReason() != null && e.getReason().contains("symbolic links");
  }

  private static void closeAfter(Exception failure, Folder folder) {
    try {
      folder.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
