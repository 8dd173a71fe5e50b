package dev.waybill.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.waybill.protocol.CallToolResult;
import dev.waybill.schema.Description;
import dev.waybill.server.Call;
import dev.waybill.server.Elicited;
import dev.waybill.server.Elicited.Accepted;
import dev.waybill.server.Feature;
import dev.waybill.server.TaskPolicy;
import dev.waybill.server.Tool;
import dev.waybill.server.ToolException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The demo server's tools. */
final class DemoTools {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final RootDirectory root;
  private final InstantSource clock;
  private final boolean tasks;

  DemoTools(RootDirectory root, InstantSource clock) {
    this(root, clock, false);
  }

  /**
   * Makes the tools.
   *
   * @param tasks whether calls may become tasks
   */
  DemoTools(RootDirectory root, InstantSource clock, boolean tasks) {
    this.root = root;
    this.clock = clock;
    this.tasks = tasks;
  }

  record Summarize(
      @Description("Path of a log under the root, plain or .gz; leave out to pass text")
          Optional<String> file,
      @Description("The log itself, where there is no file") Optional<String> text,
      @Description("A folder under the root, to summarize all logs in it; . is the root")
          Optional<String> folder,
      @Description("Of a folder: which files are logs, such as *.log or **/*.txt")
          @JsonProperty(defaultValue = "*.log*")
          String glob,
      @Description("How many of the most frequent messages to name, 1 to 50")
          @JsonProperty(defaultValue = "10")
          int topMessages) {
    Summarize {
      if (Stream.of(file, text, folder).filter(Optional::isPresent).count() != 1) {
        throw new IllegalArgumentException("give one of \"file\", \"text\" and \"folder\"");
      }
      if (topMessages < 1 || topMessages > 50) {
        throw new IllegalArgumentException("\"topMessages\" must be from 1 to 50");
      }
    }
  }

  record Search(
      @Description("A regular expression, found anywhere in a line") String pattern,
      @Description("Which files to read, such as *.log or logs/**/*.txt")
          @JsonProperty(defaultValue = "**")
          String glob,
      @Description("Where to start, relative to the root; . is the root")
          @JsonProperty(defaultValue = ".")
          String folder,
      @Description("Whether capital and small letters are the same")
          @JsonProperty(defaultValue = "false")
          boolean ignoreCase,
      @Description("Lines to show around each match, 0 to 20") @JsonProperty(defaultValue = "0")
          int context,
      @Description("Matches to show, 1 to 1000") @JsonProperty(defaultValue = "100")
          int maxMatches) {}

  record Measure(
      @Description("A folder relative to the root; . is the root") @JsonProperty(defaultValue = ".")
          String folder,
      @Description("How many of the largest files to name, 0 to 100")
          @JsonProperty(defaultValue = "10")
          int largest) {
    Measure {
      if (largest < 0 || largest > 100) {
        throw new IllegalArgumentException("\"largest\" must be from 0 to 100");
      }
    }
  }

  record Rotate(@Description("Path of the log under the root") String file) {}

  record Confirmation(@Description("Compress the log and empty it") boolean rotate) {}

  List<Feature> all() {
    return List.of(
        Tool.named("summarize_log")
            .title("Summarize a log")
            .description(
                "Counts by level, the most frequent messages with their variable parts masked,"
                    + " first and last time, and minutes in which errors stand out; of a file of"
                    + " any size, of all logs in a folder, or of text")
            .task(tasks ? TaskPolicy.always() : TaskPolicy.never())
            .input(Summarize.class)
            .output(LogSummary.class)
            .readOnly()
            .openWorld(false)
            .handler(this::summarize),
        Tool.named("search_files")
            .title("Search files")
            .description("Finds lines that match a regular expression, in files that match a glob")
            .task(slow())
            .input(Search.class)
            .output(SearchResult.class)
            .readOnly()
            .openWorld(false)
            .handler(this::search),
        Tool.named("disk_usage")
            .title("Disk usage")
            .description("Bytes and files by entry and by extension, and the largest files")
            .task(slow())
            .input(Measure.class)
            .output(DiskUsage.class)
            .readOnly()
            .openWorld(false)
            .handler(this::measure),
        Tool.named("rotate_log")
            .title("Rotate a log")
            .description("Asks the user, then compresses a log beside itself and empties it")
            .input(Rotate.class)
            .output(RotatedLog.class)
            .destructive()
            .openWorld(false)
            .handler(this::rotate));
  }

  private TaskPolicy slow() {
    return tasks ? TaskPolicy.whenSlowerThan(PATIENCE) : TaskPolicy.never();
  }

  private LogSummary summarize(Summarize in, Call call) throws Exception {
    LogSummarizer summarizer = new LogSummarizer(clock, in.topMessages());
    if (in.text().isPresent()) {
      byte[] utf8 = in.text().get().getBytes(StandardCharsets.UTF_8);
      return summarizer.summarize(new ByteArrayInputStream(utf8));
    }
    if (in.folder().isPresent()) {
      String folder = in.folder().get();
      return guarded(
          () -> new LogFolder(root, clock, in.topMessages()).summarize(folder, in.glob(), call));
    }
    return guarded(() ->
        summarizer.summarize(
            root, RelativePath.parse(in.file().orElse("")), told(call, "bytes read")));
  }

  private SearchResult search(Search in, Call call) throws Exception {
    return guarded(() ->
        FileSearch.search(
            root,
            new FileSearch.Query(
                in.pattern(),
                in.ignoreCase(),
                in.folder(),
                in.glob(),
                in.context(),
                in.maxMatches()),
            FileSearch.Limits.DEFAULT,
            told(call, "bytes searched")));
  }

  private DiskUsage measure(Measure in, Call call) throws Exception {
    return guarded(() ->
        DiskUsageScan.measure(
            root, RelativePath.parse(in.folder()), in.largest(), told(call, "files counted")));
  }

  private Object rotate(Rotate in, Call call) throws Exception {
    RelativePath path = guarded(() -> RelativePath.parse(in.file()));
    long size = guarded(() -> root.attributes(path).size());
    // The size is recorded, so that a log that grows meanwhile does not change the question.
    long asked = call.step("size", Long.class, () -> size);
    Elicited<Confirmation> answer =
        call.elicit(
            "confirm",
            "Compress " + path + " (" + asked + " bytes) and empty it?",
            Confirmation.class);
    if (!(answer instanceof Accepted<Confirmation>(Confirmation c)) || !c.rotate()) {
      return CallToolResult.error("Not rotated: the user did not agree.");
    }
    return call.step(
        "rotate",
        RotatedLog.class,
        () ->
            guarded(
                () -> new LogRotation(root, clock).rotate(path, told(call, "bytes compressed"))));
  }

  private static Progress told(Call call, String what) {
    return (done, total) -> {
      if (total > 0) {
        call.progress((double) done, (double) total, what);
      } else {
        call.progress((double) done, what);
      }
    };
  }

  private interface Work<T> {
    T run() throws Exception;
  }

  /** What the guard and the search refuse is for the model to read. */
  private static <T> T guarded(Work<T> work) throws Exception {
    try {
      return work.run();
    } catch (AccessRefused | IllegalArgumentException refused) {
      throw new ToolException(String.valueOf(refused.getMessage()));
    }
  }
}
