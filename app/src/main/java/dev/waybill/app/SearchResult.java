package dev.waybill.app;

import dev.waybill.schema.Description;
import java.util.List;
import java.util.Optional;

/** What a search found, in the order of paths and lines. */
record SearchResult(
    @Description("The lines that match.") List<Match> matches,
    @Description("Text files read, the last perhaps in part.") long filesSearched,
    @Description("Files and folders not read: binary files, links, what cannot be opened.")
        long filesSkipped,
    @Description("Bytes read.") long bytesSearched,
    @Description("Why the search ended early; empty when it is complete.")
        Optional<Truncation> truncated) {

  SearchResult {
    matches = List.copyOf(matches);
  }

  /** A line that matches. */
  record Match(
      @Description("Path relative to the root.") String file,
      @Description("Number of the line, from 1.") long line,
      @Description("Number of the character where the first match in the line starts, from 1.")
          int column,
      @Description("The line; of a long one the part around the match, with … where it was cut.")
          String text,
      @Description("The lines before it, as many as asked for.") List<String> before,
      @Description("The lines after it.") List<String> after) {
    Match {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  /** Why a search ended before everything was read. */
  enum Truncation {
    /** There are more matches than asked for. */
    MAX_MATCHES,
    /** The matches and their context reached the size of an answer. */
    MAX_OUTPUT,
    /** There are more files than one search reads. */
    MAX_FILES,
    /** Time was over. */
    TIME_LIMIT,
    /** The pattern needs too much backtracking on some line; make it simpler. */
    PATTERN_TOO_COSTLY
  }
}
