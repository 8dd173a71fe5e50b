package dev.waybill.app;

import java.time.Instant;
import java.util.List;

/**
 * How much space the files under a folder take. Sizes are lengths of files, not blocks on the disk;
 * links are not followed and not counted.
 *
 * @param folder the folder measured, relative to the root; empty for the root
 * @param totalBytes bytes in all files
 * @param fileCount all files
 * @param entries what lies directly in the folder, the largest first, at most 100
 * @param extensions by extension, the largest first, at most 50
 * @param largestFiles the largest files first
 * @param skipped entries passed over: links, pipes, folders that cannot be read or are too deep
 * @param complete false when there were more files than are counted
 */
record DiskUsage(
    String folder,
    long totalBytes,
    long fileCount,
    List<Share> entries,
    List<Share> extensions,
    List<LargeFile> largestFiles,
    long skipped,
    boolean complete) {

  DiskUsage {
    entries = List.copyOf(entries);
    extensions = List.copyOf(extensions);
    largestFiles = List.copyOf(largestFiles);
  }

  /**
   * A part of the whole.
   *
   * @param name name of a file or folder, or an extension in small letters without its dot; {@code
   *     (none)} for files without one and {@code (other)} for all that is not listed
   * @param bytes bytes in its files
   * @param files how many files
   */
  record Share(String name, long bytes, long files) {}

  /**
   * A large file.
   *
   * @param path relative to the root
   * @param bytes its size
   * @param modified when it was last written
   */
  record LargeFile(String path, long bytes, Instant modified) {}
}
