package dev.waybill.app;

import dev.waybill.schema.Description;
import java.time.Instant;
import java.util.List;

/**
 * How much space the files under a folder take. Sizes are lengths of files, not blocks on the disk;
 * links are not followed and not counted.
 */
record DiskUsage(
    @Description("The folder measured, relative to the root; empty for the root.") String folder,
    @Description("Bytes in all files.") long totalBytes,
    @Description("All files.") long fileCount,
    @Description("What lies directly in the folder, the largest first, at most 100.")
        List<Share> entries,
    @Description("By extension, the largest first, at most 50.") List<Share> extensions,
    @Description("The largest files first.") List<LargeFile> largestFiles,
    @Description("Entries passed over: links, pipes, folders that cannot be read or are too deep.")
        long skipped,
    @Description("False when there were more files than are counted.") boolean complete) {

  DiskUsage {
    entries = List.copyOf(entries);
    extensions = List.copyOf(extensions);
    largestFiles = List.copyOf(largestFiles);
  }

  /** A part of the whole. */
  record Share(
      @Description(
              "Name of a file or folder, or an extension in small letters without its dot; (none)"
                  + " for files without one and (other) for all that is not listed.")
          String name,
      @Description("Bytes in its files.") long bytes,
      @Description("How many files.") long files) {}

  /** A large file. */
  record LargeFile(
      @Description("Relative to the root.") String path,
      @Description("Its size.") long bytes,
      @Description("When it was last written.") Instant modified) {}
}
