package dev.waybill.app;

import java.util.List;
import java.util.Optional;

/**
 * What a search found, in the order of paths and lines.
 *
 * @param matches the lines that match
 * @param filesSearched text files read, the last perhaps in part
 * @param filesSkipped files and folders not read: binary files, links, what cannot be opened
 * @param bytesSearched bytes read
 * @param truncated why the search ended early; empty when it is complete
 */
record SearchResult(
    List<Match> matches,
    long filesSearched,
    long filesSkipped,
    long bytesSearched,
    Optional<Truncation> truncated) {

  SearchResult {
    matches = List.copyOf(matches);
  }

  /**
   * A line that matches.
   *
   * @param file path relative to the root
   * @param line number of the line, from 1
   * @param column number of the character where the first match in the line starts, from 1
   * @param text the line; of a long one the part around the match, with … where it was cut
   * @param before the lines before it, as many as asked for
   * @param after the lines after it
   */
  record Match(
      String file, long line, int column, String text, List<String> before, List<String> after) {
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
    /** There are more files than one search reads, or the folders are too deep. */
    MAX_FILES,
    /** Time was over. */
    TIME_LIMIT,
    /** The pattern needs too much backtracking on some line; make it simpler. */
    PATTERN_TOO_COSTLY
  }
}
