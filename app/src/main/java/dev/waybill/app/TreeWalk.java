package dev.waybill.app;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;

/**
 * Visits the regular files below a folder, depth first, by name, without following links and within
 * bounds. Entries that cannot be read, or whose names a {@link RelativePath} cannot carry, are
 * counted and passed over.
 */
final class TreeWalk {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NAMES_A_FOLDER = 200_000;
  private static final long MAX_ENTRIES = 2_000_000;

  private final RootDirectory root;
  private long entries;
  private long skipped;
  private boolean stopped;

  TreeWalk(RootDirectory root) {
    this.root = root;
  }

  /** Sees one file after the other; returns false to end the walk. */
  @FunctionalInterface
  interface Visitor {
    boolean file(Entry entry) throws IOException, InterruptedException;
  }

  /** A regular file met on the walk; it can be opened only while it is visited. */
  record Entry(RelativePath path, long size, FileTime modified, Folder folder) {
    SeekableByteChannel open() throws IOException {
      return folder.open(path.name(), Set.of(StandardOpenOption.READ));
    }
  }

  /**
   * How the walk ended.
   *
   * @param complete false when the visitor ended it or a bound was reached
   * @param skipped entries passed over: links, what is neither file nor folder, the unreadable
   */
  record Outcome(boolean complete, long skipped) {}

  /** Walks once from a folder, or visits a single file; cancelled by interrupting the thread. */
  Outcome walk(RelativePath start, Visitor visitor) throws IOException, InterruptedException {
    BasicFileAttributes attributes = root.attributes(start);
    if (attributes.isDirectory()) {
      try (Folder folder = root.folder(start)) {
        walk(folder, start, 1, visitor);
      }
    } else {
      try (Folder folder = root.folder(RootDirectory.parentOfFile(start))) {
        entry(folder, start, 0, visitor);
      }
    }
    return new Outcome(!stopped, skipped);
  }

  private void walk(Folder folder, RelativePath path, int depth, Visitor visitor)
      throws IOException, InterruptedException {
    List<String> names = folder.names(MAX_NAMES_A_FOLDER);
    for (String name : names) {
      if (Thread.interrupted()) {
        throw new InterruptedException("The walk was cancelled");
      }
      if (++entries > MAX_ENTRIES) {
        stopped = true;
      }
      if (stopped) {
        return;
      }
      if (RelativePath.isPlain(name)) {
        entry(folder, path.child(name), depth, visitor);
      } else {
        skipped++;
      }
    }
    if (names.size() == MAX_NAMES_A_FOLDER) {
      stopped = true;
    }
  }

  private void entry(Folder folder, RelativePath path, int depth, Visitor visitor)
      throws IOException, InterruptedException {
    BasicFileAttributes attributes;
    try {
      attributes = folder.attributes(path.name());
    } catch (IOException | InvalidPathException e) {
      skipped++;
      return;
    }
    if (attributes.isRegularFile()) {
      var entry = new Entry(path, attributes.size(), attributes.lastModifiedTime(), folder);
      stopped |= !visitor.file(entry);
    } else if (attributes.isDirectory() && depth < MAX_DEPTH) {
      descend(folder, path, depth, visitor);
    } else {
      skipped++;
    }
  }

  private void descend(Folder outer, RelativePath path, int depth, Visitor visitor)
      throws IOException, InterruptedException {
    Folder folder;
    try {
      folder = outer.folder(path.name());
    } catch (IOException e) {
      skipped++;
      return;
    }
    try (folder) {
      walk(folder, path, depth + 1, visitor);
    }
  }
}
