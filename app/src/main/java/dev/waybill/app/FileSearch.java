package dev.waybill.app;

import dev.waybill.app.SearchResult.Truncation;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Searches the text files under the root for a regular expression, line by line, in the order of
 * their paths. Every dimension is bounded: matches, output, files, time, and what the expression
 * may cost. Of lines longer than 16 KiB only the start is searched. One object does one search; it
 * is cancelled by interrupting the thread.
 */
final class FileSearch {
  private static final int MAX_PATTERN = 1000;
  private static final int MAX_CONTEXT = 20;
  private static final int MAX_MATCHES = 1000;

  private final RootDirectory root;
  private final Query query;
  private final Limits limits;
  private final Progress progress;
  private final SearchBudget budget;
  private final Matcher matcher;
  private final MatchCollector found;
  private final Lines lines = new Lines();
  private final LineFeed feed = new LineFeed(lines);
  private long filesSearched;
  private long filesSkipped;
  private long bytesSearched;
  private @Nullable Truncation truncation;

  /**
   * What to search for.
   *
   * @param pattern a regular expression as Java knows it, found anywhere in a line
   * @param ignoreCase whether capital and small letters are the same
   * @param folder where to start, relative to the root; empty for the root
   * @param glob which files to read, such as {@code *.log}
   * @param context how many lines around each match to show, 0 to 20
   * @param maxMatches how many matches to show, 1 to 1000
   */
  record Query(
      String pattern, boolean ignoreCase, String folder, String glob, int context, int maxMatches) {
    Query {
      require(!pattern.isEmpty(), "The pattern is empty. Give a regular expression.");
      require(pattern.length() <= MAX_PATTERN, "The pattern is longer than 1000 characters.");
      require(context >= 0 && context <= MAX_CONTEXT, "context must be between 0 and 20.");
      require(maxMatches > 0 && maxMatches <= MAX_MATCHES, "maxMatches must be 1 to 1000.");
    }

    private static void require(boolean holds, String message) {
      if (!holds) {
        throw new IllegalArgumentException(message);
      }
    }
  }

  /** What a search may cost: characters of output, files read, time. */
  record Limits(int outputChars, int files, Duration time) {
    static final Limits DEFAULT = new Limits(200_000, 20_000, Duration.ofSeconds(30));
  }

  private FileSearch(RootDirectory root, Query query, Limits limits, Progress progress) {
    this.root = root;
    this.query = query;
    this.limits = limits;
    this.progress = progress;
    this.budget = new SearchBudget(limits.time().toNanos());
    this.matcher = compile(query).matcher("");
    this.found = new MatchCollector(query.context(), limits.outputChars());
  }

  /**
   * Searches.
   *
   * @param progress is told the bytes searched; the total is not known
   * @throws IllegalArgumentException when the pattern or the glob cannot be read
   */
  static SearchResult search(RootDirectory root, Query query, Limits limits, Progress progress)
      throws IOException, InterruptedException {
    return new FileSearch(root, query, limits, progress).run();
  }

  private SearchResult run() throws IOException, InterruptedException {
    Glob glob = Glob.of(query.glob());
    RelativePath start = RelativePath.parse(query.folder());
    TreeWalk walk = new TreeWalk(root);
    try {
      TreeWalk.Outcome outcome = walk.walk(start, entry -> visit(glob, entry));
      filesSkipped += outcome.skipped();
      if (!outcome.complete() && truncation == null) {
        truncation = Truncation.MAX_FILES;
      }
    } catch (ClosedByInterruptException e) {
      throw cancelled();
    }
    return new SearchResult(
        found.matches(),
        filesSearched,
        filesSkipped,
        bytesSearched,
        Optional.ofNullable(truncation));
  }

  private boolean visit(Glob glob, TreeWalk.Entry entry) throws IOException, InterruptedException {
    if (budget.isOver()) {
      truncation = Truncation.TIME_LIMIT;
      return false;
    }
    if (!guarded(() -> glob.matches(entry.path(), budget))) {
      return truncation == null;
    }
    if (filesSearched == limits.files()) {
      truncation = Truncation.MAX_FILES;
      return false;
    }
    try (InputStream in = open(entry)) {
      if (in == null) {
        filesSkipped++;
        return true;
      }
      filesSearched++;
      lines.start(entry.path().toString());
      feed.feed(in);
    } finally {
      found.endOfFile();
    }
    if (Thread.currentThread().isInterrupted()) {
      throw cancelled();
    }
    return truncation == null;
  }

  /** Opens a text file at its start; null for what is binary or cannot be opened. */
  private static @Nullable InputStream open(TreeWalk.Entry entry) throws IOException {
    BufferedInputStream in;
    try {
      in = new BufferedInputStream(Channels.newInputStream(entry.open()), ContentType.SAMPLE);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      return null;
    }
    byte[] head = new byte[ContentType.SAMPLE];
    in.mark(head.length);
    int length = in.readNBytes(head, 0, head.length);
    in.reset();
    if (ContentType.isText(head, length)) {
      return in;
    }
    in.close();
    return null;
  }

  /** Matches, and says false, with the reason noted, when that costs too much. */
  private boolean guarded(Matching matching) {
    try {
      return matching.matches();
    } catch (SearchBudget.Spent e) {
      switch (e.why()) {
        case INTERRUPTED -> {} // seen by whoever reads the next line
        case TIME -> truncation = Truncation.TIME_LIMIT;
        case STEPS -> truncation = Truncation.PATTERN_TOO_COSTLY;
      }
    } catch (StackOverflowError e) {
      // The matcher recurses on groups that repeat; the stack is whole again once it is unwound.
      truncation = Truncation.PATTERN_TOO_COSTLY;
    }
    return false;
  }

  private interface Matching {
    boolean matches();
  }

  private static InterruptedException cancelled() {
    Thread.interrupted();
    return new InterruptedException("The search was cancelled");
  }

  private static Pattern compile(Query query) {
    int flags = query.ignoreCase() ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
    try {
      return Pattern.compile(query.pattern(), flags);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "The pattern is not a regular expression: %s at character %d. Escape what is meant as it is with a backslash."
              .formatted(e.getDescription(), e.getIndex() + 1),
          e);
    }
  }

  /** Looks at the lines of one file. */
  private final class Lines implements LineFeed.Lines {
    private String file = "";
    private long number;

    void start(String path) {
      file = path;
      number = 0;
    }

    @Override
    public boolean line(byte[] buffer, int from, int to, boolean cut) {
      number++;
      String text = new String(buffer, from, to - from, StandardCharsets.UTF_8);
      matcher.reset(budget.line(text));
      if (!guarded(matcher::find)) {
        found.pass(text);
      } else if (found.size() == query.maxMatches()) {
        found.pass(text);
        truncation = Truncation.MAX_MATCHES;
      } else {
        found.match(file, number, text, matcher.start());
      }
      if (found.isFull() && truncation == null) {
        truncation = Truncation.MAX_OUTPUT;
      }
      return truncation == null && !Thread.currentThread().isInterrupted();
    }

    @Override
    public void bytes(int count) {
      bytesSearched += count;
      if (budget.isOver()) {
        truncation = Truncation.TIME_LIMIT;
      }
      progress.at(bytesSearched, 0);
    }
  }
}
