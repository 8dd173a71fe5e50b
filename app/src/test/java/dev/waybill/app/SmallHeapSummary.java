package dev.waybill.app;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Started as a process of its own, with a small heap: summarizes one file and prints the counts.
 */
final class SmallHeapSummary {
  private SmallHeapSummary() {}

  public static void main(String[] args) throws Exception {
    LogSummary summary =
        new LogSummarizer(InstantSource.system(), 3)
            .summarize(
                RootDirectory.at(Path.of(args[0])), RelativePath.parse(args[1]), Progress.NONE);
    System.out.println(summary.lines() + " " + summary.bytes() + " " + summary.levels().total());
  }
}
