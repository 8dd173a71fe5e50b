package dev.waybill.app;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when single files under the root change, appear or go. One thread serves all: it is woken
 * by the system's events about the folders of the files, and compares all files now and then
 * besides, for file systems and limits that lose events. Many changes in a row are told as one.
 */
final class FileChanges implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileChanges.class);
  private static final int LONGEST_DELAY = 10; // in debounce times, for a file that never rests

  private final RootDirectory root;
  private final long debounce;
  private final long poll;
  private final WatchService service;
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private final ConcurrentMap<Path, WatchKey> keys = new ConcurrentHashMap<>();

  /** Watches with a debounce of 100 ms and a look at all files every 5 seconds. */
  static FileChanges under(RootDirectory root) throws IOException {
    return new FileChanges(root, Duration.ofMillis(100), Duration.ofSeconds(5));
  }

  /**
   * Starts the thread.
   *
   * @param debounce how long a file must rest before its change is told
   * @param poll how often all files are compared
   */
  FileChanges(RootDirectory root, Duration debounce, Duration poll) throws IOException {
    this.root = root;
    this.debounce = debounce.toNanos();
    this.poll = poll.toNanos();
    this.service = root.place(RelativePath.ROOT).getFileSystem().newWatchService();
    Thread.ofPlatform().daemon().name("waybill-file-changes").start(this::run);
  }

  /** A file being watched, until it is closed. */
  final class Watch implements AutoCloseable {
    private final RelativePath path;
    private final Path place;
    private final Path folder;
    private final Runnable onChange;
    private volatile State state;
    private long due = Long.MAX_VALUE;
    private long latest;

    private Watch(RelativePath path, Path place, Path folder, Runnable onChange) {
      this.path = path;
      this.place = place;
      this.folder = folder;
      this.onChange = onChange;
      this.state = State.of(root, path);
    }

    /** Ends the watch; a call that is just being made may still finish. */
    @Override
    public void close() {
      watches.remove(this);
      if (watches.stream().noneMatch(w -> w.folder.equals(folder))) {
        WatchKey key = keys.remove(folder);
        if (key != null) {
          key.cancel();
        }
      }
    }

    private void changed(long now) {
      if (due == Long.MAX_VALUE) {
        latest = now + LONGEST_DELAY * debounce;
      }
      due = Math.min(now + debounce, latest);
    }
  }

  /** What tells one state of a file from another. */
  private record State(long size, @Nullable FileTime modified, @Nullable Object key) {
    private static final State ABSENT = new State(-1, null, null);

    static State of(RootDirectory root, RelativePath path) {
      try {
        BasicFileAttributes found = root.attributes(path);
        return new State(found.size(), found.lastModifiedTime(), found.fileKey());
      } catch (AccessRefused e) {
        return ABSENT;
      }
    }
  }

  /**
   * Watches a file, which need not exist yet, in a folder that does.
   *
   * @param onChange is called on the one thread of this object and must be quick
   */
  Watch watch(RelativePath path, Runnable onChange) throws IOException {
    RelativePath parent = RootDirectory.parentOfFile(path);
    root.folder(parent).close();
    Watch watch = new Watch(path, root.place(path), root.place(parent), onChange);
    watches.add(watch);
    register(watch.folder);
    // A change between the first look and the registration is found by the next comparison.
    return watch;
  }

  /** Stops all watches and the thread. */
  @Override
  public void close() throws IOException {
    watches.clear();
    service.close();
  }

  private void register(Path folder) {
    keys.compute(
        folder,
        (f, known) -> {
          if (known != null && known.isValid()) {
            return known;
          }
          try {
            return f.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
          } catch (IOException e) {
            return null; // gone, or the system watches no more: the comparison remains
          }
        });
  }

  private void run() {
    long nextPoll = System.nanoTime() + poll;
    try {
      while (true) {
        long wait = nextPoll - System.nanoTime();
        for (Watch watch : watches) {
          wait = watch.due == Long.MAX_VALUE ? wait : Math.min(wait, watch.due - System.nanoTime());
        }
        WatchKey key = service.poll(Math.max(wait, 0), TimeUnit.NANOSECONDS);
        long now = System.nanoTime();
        if (key != null) {
          take(key, now);
        }
        if (now - nextPoll >= 0) {
          compare(now);
          nextPoll = now + poll;
        }
        tell(now);
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      LOG.debug("No more files are watched");
    }
  }

  private void take(WatchKey key, long now) {
    Path folder = (Path) key.watchable();
    for (WatchEvent<?> event : key.pollEvents()) {
      for (Watch watch : watches) {
        // An overflow names no file: any in the folder may have changed.
        boolean named =
            event.context() instanceof Path name && folder.resolve(name).equals(watch.place);
        if (named || (event.context() == null && watch.folder.equals(folder))) {
          watch.changed(now);
        }
      }
    }
    if (!key.reset()) {
      keys.remove(folder, key);
    }
  }

  private void compare(long now) {
    for (Watch watch : watches) {
      register(watch.folder);
      if (!State.of(root, watch.path).equals(watch.state)) {
        watch.changed(now);
      }
    }
  }

  private void tell(long now) {
    for (Watch watch : watches) {
      if (watch.due != Long.MAX_VALUE && watch.due - now <= 0) {
        watch.due = Long.MAX_VALUE;
        watch.state = State.of(root, watch.path);
        try {
          watch.onChange.run();
        } catch (RuntimeException e) {
          LOG.warn("A listener failed to take the change of {}", watch.path, e);
        }
      }
    }
  }
}
