package dev.waybill.app;

import dev.waybill.app.SearchResult.Match;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Gathers matches with the lines around them, up to the size of an answer. */
final class MatchCollector {
  private static final int MAX_TEXT = 500;
  private static final int LEAD = 100;

  private final int context;
  private final int maxChars;
  private final List<Match> finished = new ArrayList<>();
  private final Deque<Open> open = new ArrayDeque<>();
  private final Deque<String> before = new ArrayDeque<>();
  private int chars;

  /** A match that still waits for lines after it. */
  private record Open(
      String file, long line, int column, String text, List<String> before, List<String> after) {}

  MatchCollector(int context, int maxChars) {
    this.context = context;
    this.maxChars = maxChars;
  }

  /** How many matches there are, with those that still wait for context. */
  int size() {
    return finished.size() + open.size();
  }

  boolean isFull() {
    return chars >= maxChars;
  }

  /** Sees a line that does not match. */
  void pass(String text) {
    offer(text);
  }

  /** Sees a line that matches at {@code start}. */
  void match(String file, long line, String text, int start) {
    offer(text);
    List<String> earlier = new ArrayList<>(before);
    if (context > 0) {
      earlier.removeLast(); // this very line
    }
    String shown = cut(text, start);
    chars += shown.length() + earlier.stream().mapToInt(String::length).sum();
    open.addLast(new Open(file, line, start + 1, shown, earlier, new ArrayList<>()));
    if (context == 0) {
      close(open.removeFirst());
    }
  }

  /** Ends a file: no more lines follow. */
  void endOfFile() {
    while (!open.isEmpty()) {
      close(open.removeFirst());
    }
    before.clear();
  }

  List<Match> matches() {
    return finished;
  }

  private void offer(String text) {
    if (context == 0) {
      return;
    }
    String shown = cut(text, 0);
    for (Open match : open) {
      match.after().add(shown);
      chars += shown.length();
    }
    while (!open.isEmpty() && open.getFirst().after().size() >= context) {
      close(open.removeFirst());
    }
    before.addLast(shown);
    if (before.size() > context + 1) {
      before.removeFirst();
    }
  }

  private void close(Open match) {
    finished.add(
        new Match(
            match.file(),
            match.line(),
            match.column(),
            match.text(),
            match.before(),
            match.after()));
  }

  private static String cut(String text, int around) {
    if (text.length() <= MAX_TEXT) {
      return text;
    }
    int start = Math.max(0, Math.min(around - LEAD, text.length() - MAX_TEXT));
    int end = start + MAX_TEXT;
    return (start > 0 ? "…" : "") + text.substring(start, end) + (end < text.length() ? "…" : "");
  }
}
