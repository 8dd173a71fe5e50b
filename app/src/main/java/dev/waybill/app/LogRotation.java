package dev.waybill.app;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * Rotates a log in place: compresses it to {@code <name>.<yyyyMMdd-HHmmss>.gz} (UTC) beside it,
 * then truncates it, so that a program that keeps it open goes on writing to the same file.
 *
 * <p>Order is what keeps the data. The copy goes to a temporary file, is forced to the disk,
 * renamed, and the folder is forced too. Then, in rounds, whatever was appended to the log in the
 * meantime is added to the archive as a further gzip member and forced. Only when a look at the
 * size finds nothing new is the log truncated, in the next system call. A crash at any point before
 * leaves the log whole, at worst with an archive that repeats it; any failure before removes the
 * archive again.
 *
 * <p>What remains is the moment between looking at the size and truncating, some microseconds,
 * which no operating system lets a program close. Writers that lock the file, as logback does in
 * its prudent mode, are kept out of it by the lock held here. A log that grows faster than the
 * rounds can follow is left alone.
 */
final class LogRotation {
  private static final int MAX_ROUNDS = 200;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final RootDirectory root;
  private final InstantSource clock;

  LogRotation(RootDirectory root, InstantSource clock) {
    this.root = root;
    this.clock = clock;
  }

  /**
   * Rotates one log; cancelled by interrupting the thread, as long as it is not truncated yet.
   *
   * @param progress is told the bytes compressed
   */
  RotatedLog rotate(RelativePath path, Progress progress) throws IOException, InterruptedException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    try (Folder folder = root.folder(RootDirectory.parentOfFile(path))) {
      requireFile(folder, path);
      try (FileChannel log = openLog(folder, path);
          FileLock lock = lock(log, path)) {
        if (!lock.isValid() || log.size() == 0) {
          throw new AccessRefused("'" + path + "' is empty. There is nothing to rotate.");
        }
        return rotate(folder, path, log, now, progress);
      }
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      throw new InterruptedException("The rotation was cancelled");
    }
  }

  private static RotatedLog rotate(
      Folder folder, RelativePath path, FileChannel log, Instant now, Progress progress)
      throws IOException, InterruptedException {
    String archive = freeName(folder, path.name() + "." + STAMP.format(now));
    String written = "." + archive + ".tmp";
    boolean keep = false;
    try (FileChannel out = create(folder, written, path)) {
      long size = log.size();
      GzipAppender gzip = new GzipAppender(log, out, progress);
      gzip.appendUpTo(size);
      folder.rename(written, archive);
      written = archive;
      force(folder);
      for (int round = 0; log.size() != gzip.copied(); round++) {
        if (log.size() < gzip.copied()) {
          keep = true; // the archive holds what the log has lost
          throw new AccessRefused(
              "'"
                  + path
                  + "' was truncated by another program while it was copied. It was left as"
                  + " it is; the archive '"
                  + archive
                  + "' has what was copied until then.");
        }
        if (round == MAX_ROUNDS) {
          throw new AccessRefused(
              "'"
                  + path
                  + "' is written too fast to be rotated without loss. It was left as it"
                  + " is; try again when there is less traffic.");
        }
        gzip.appendUpTo(log.size());
      }
      keep = true;
      log.truncate(0);
      log.force(true);
      String archivePath = path.parent().orElse(RelativePath.ROOT).child(archive).toString();
      return new RotatedLog(
          path.toString(), archivePath, gzip.copied(), out.size(), gzip.copied() - size, now);
    } finally {
      if (!keep) {
        deleteIfThere(folder, written);
      }
    }
  }

  private static void requireFile(Folder folder, RelativePath path) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes = folder.attributes(path.name());
    } catch (IOException e) {
      throw AccessRefused.missing(path);
    }
    if (attributes.isSymbolicLink()) {
      throw AccessRefused.link(path);
    }
    if (!attributes.isRegularFile()) {
      throw AccessRefused.notFile(path);
    }
  }

  private static FileChannel openLog(Folder folder, RelativePath path) throws IOException {
    try {
      return file(
          folder.open(path.name(), Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)));
    } catch (IOException e) {
      throw AccessRefused.unreadable(path);
    }
  }

  private static FileChannel create(Folder folder, String name, RelativePath path)
      throws IOException {
    Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try {
      return file(folder.open(name, options, folder.permissions(path.name())));
    } catch (FileAlreadyExistsException e) {
      throw beingRotated(path);
    } catch (IOException e) {
      throw new AccessRefused(
          "The archive of '"
              + path
              + "' cannot be created beside it. Check the permissions of the"
              + " folder and the space left.");
    }
  }

  private static FileLock lock(FileChannel log, RelativePath path) throws IOException {
    try {
      FileLock lock = log.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // held by this very process
    }
    throw beingRotated(path);
  }

  private static AccessRefused beingRotated(RelativePath path) {
    return new AccessRefused("'" + path + "' is just being rotated. Try again when that is done.");
  }

  /** The name of an archive that does not exist yet. */
  private static String freeName(Folder folder, String stem) throws IOException {
    for (int i = 1; ; i++) {
      String name = stem + (i == 1 ? "" : "-" + i) + ".gz";
      try {
        folder.attributes(name);
      } catch (NoSuchFileException e) {
        return name;
      }
    }
  }

  /** Makes the new name in the folder durable, on systems where a folder can be forced. */
  private static void force(Folder folder) throws IOException {
    SeekableByteChannel self;
    try {
      self = folder.open(".", Set.of(StandardOpenOption.READ));
    } catch (IOException e) {
      return; // Windows opens no folders, and keeps names durable by itself
    }
    try (FileChannel channel = file(self)) {
      channel.force(true);
    }
  }

  private static void deleteIfThere(Folder folder, String name) throws IOException {
    try {
      folder.delete(name);
    } catch (NoSuchFileException e) {
      // the failure was to create it
    }
  }

  private static FileChannel file(SeekableByteChannel channel) throws IOException {
    if (channel instanceof FileChannel file) {
      return file;
    }
    channel.close();
    throw new IOException("This file system cannot force files to the disk");
  }
}
