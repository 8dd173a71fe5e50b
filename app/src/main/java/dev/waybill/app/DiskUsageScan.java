package dev.waybill.app;

import dev.waybill.app.DiskUsage.LargeFile;
import dev.waybill.app.DiskUsage.Share;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;

/** Measures the space files take; one object measures one folder. */
final class DiskUsageScan {
  private static final int MAX_ENTRIES = 100;
  private static final int MAX_EXTENSIONS = 50;
  private static final int MAX_DISTINCT = 10_000;
  private static final int LONGEST_EXTENSION = 12;
  private static final int FILES_BETWEEN_PROGRESS = 256;
  private static final String OTHER = "(other)";

  private static final Comparator<LargeFile> LARGEST_FIRST =
      Comparator.comparingLong(LargeFile::bytes).reversed().thenComparing(LargeFile::path);

  private final RelativePath folder;
  private final int largest;
  private final Progress progress;
  private final Map<String, Share> entries = new HashMap<>();
  private final Map<String, Share> extensions = new HashMap<>();
  private final PriorityQueue<LargeFile> largestFiles =
      new PriorityQueue<>(LARGEST_FIRST.reversed());
  private long totalBytes;
  private long files;

  private DiskUsageScan(RelativePath folder, int largest, Progress progress) {
    this.folder = folder;
    this.largest = largest;
    this.progress = progress;
  }

  /**
   * Measures a folder, or a single file.
   *
   * @param largest how many of the largest files to name
   * @param progress is told the files counted; the total is not known
   */
  static DiskUsage measure(RootDirectory root, RelativePath folder, int largest, Progress progress)
      throws IOException, InterruptedException {
    DiskUsageScan scan = new DiskUsageScan(folder, largest, progress);
    return scan.result(new TreeWalk(root).walk(folder, scan::count));
  }

  private boolean count(TreeWalk.Entry entry) {
    files++;
    totalBytes += entry.size();
    int depth = Math.min(folder.segments().size(), entry.path().segments().size() - 1);
    add(entries, entry.path().segments().get(depth), entry.size());
    add(extensions, extension(entry.path().name()), entry.size());
    largestFiles.add(
        new LargeFile(entry.path().toString(), entry.size(), entry.modified().toInstant()));
    if (largestFiles.size() > largest) {
      largestFiles.remove();
    }
    if (files % FILES_BETWEEN_PROGRESS == 0) {
      progress.at(files, 0);
    }
    return true;
  }

  private DiskUsage result(TreeWalk.Outcome outcome) {
    progress.at(files, 0);
    return new DiskUsage(
        folder.toString(),
        totalBytes,
        files,
        top(entries, MAX_ENTRIES),
        top(extensions, MAX_EXTENSIONS),
        largestFiles.stream().sorted(LARGEST_FIRST).toList(),
        outcome.skipped(),
        outcome.complete());
  }

  private static void add(Map<String, Share> shares, String name, long bytes) {
    String key = shares.containsKey(name) || shares.size() < MAX_DISTINCT ? name : OTHER;
    shares.merge(key, new Share(key, bytes, 1), DiskUsageScan::sum);
  }

  private static Share sum(Share a, Share b) {
    return new Share(a.name(), a.bytes() + b.bytes(), a.files() + b.files());
  }

  private static List<Share> top(Map<String, Share> shares, int max) {
    List<Share> sorted = new ArrayList<>(shares.values());
    sorted.sort(Comparator.comparingLong(Share::bytes).reversed().thenComparing(Share::name));
    if (sorted.size() <= max) {
      return sorted;
    }
    Share other = shares.getOrDefault(OTHER, new Share(OTHER, 0, 0));
    sorted.remove(other);
    List<Share> top = new ArrayList<>(sorted.subList(0, max - 1));
    top.add(sorted.subList(max - 1, sorted.size()).stream().reduce(other, DiskUsageScan::sum));
    return top;
  }

  /** The extension in small letters; a dot at the start hides a file and begins no extension. */
  private static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= 0 || name.length() - dot - 1 > LONGEST_EXTENSION
        ? "(none)"
        : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
