package dev.waybill.app;

import dev.waybill.server.Call;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Summarizes the logs in a folder, one after the other. Each is a step of the call: should that be
 * a task whose worker is lost, another goes on with the log that was being read.
 */
final class LogFolder {
  private static final int MAX_LOGS = 500;
  private static final Duration MATCHING = Duration.ofSeconds(10);

  private final RootDirectory root;
  private final InstantSource clock;
  private final int topMessages;

  LogFolder(RootDirectory root, InstantSource clock, int topMessages) {
    this.root = root;
    this.clock = clock;
    this.topMessages = topMessages;
  }

  /** What a step found: a log's summary, or why there is none. */
  record Read(LogSummary summary, LogSummary.SummarizedLog log) {}

  /** The logs of a folder, as they were when the call began. */
  record Logs(List<String> files) {
    Logs {
      files = List.copyOf(files);
    }
  }

  LogSummary summarize(String folder, String glob, Call call) throws Exception {
    RelativePath start = RelativePath.parse(folder);
    List<String> files = call.step("list logs", Logs.class, () -> logs(start, glob)).files();
    LogSum sum = new LogSum(clock);
    for (int i = 0; i < files.size(); i++) {
      String file = files.get(i);
      int done = i;
      sum.add(
          call.step(
              "summarize " + file,
              Read.class,
              () -> {
                call.progress(done, files.size(), file);
                return read(file);
              }));
    }
    call.progress(files.size(), files.size(), "all logs read");
    return sum.summary(topMessages);
  }

  private Logs logs(RelativePath folder, String pattern) throws IOException, InterruptedException {
    Glob glob = Glob.of(pattern);
    SearchBudget budget = new SearchBudget(MATCHING.toNanos());
    List<String> found = new ArrayList<>();
    boolean[] more = new boolean[1];
    var unused =
        new TreeWalk(root)
            .walk(
                folder,
                entry -> {
                  if (glob.matches(entry.path(), budget)) {
                    more[0] = found.size() == MAX_LOGS;
                    if (!more[0]) {
                      found.add(entry.path().toString());
                    }
                  }
                  return !more[0];
                });
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no file in the folder that matches the glob. Give another \"glob\".");
    }
    if (more[0]) {
      throw new IllegalArgumentException(
          "There are more than " + MAX_LOGS + " logs in the folder. Give a narrower \"glob\".");
    }
    return new Logs(found);
  }

  private Read read(String file) throws InterruptedException {
    try {
      LogSummary summary =
          new LogSummarizer(clock, LogSum.MESSAGES_A_LOG)
              .summarize(root, RelativePath.parse(file), Progress.NONE);
      long errors = summary.levels().error() + summary.levels().fatal();
      return new Read(summary, LogSum.log(file, summary.lines(), errors, clock, ""));
    } catch (AccessRefused refused) {
      return unreadable(file, String.valueOf(refused.getMessage()));
    } catch (IOException e) {
      return unreadable(file, "It could not be read to its end");
    }
  }

  private Read unreadable(String file, String problem) {
    return new Read(LogSum.nothing(clock), LogSum.log(file, 0, 0, clock, problem));
  }
}
