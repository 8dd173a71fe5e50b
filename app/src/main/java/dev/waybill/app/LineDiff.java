package dev.waybill.app;

import java.util.ArrayList;
import java.util.List;

/** What differs between two texts, line by line, as {@code diff -u} shows it. */
final class LineDiff {
  private static final int CONTEXT = 3;

  /** Beyond this the middle is shown as replaced, which costs no table of all pairs. */
  private static final long MOST_PAIRS = 4_000_000;

  private record Line(char mark, String text) {}

  private LineDiff() {}

  /** Empty when the texts are equal. */
  static String of(String name, String before, String after) {
    if (before.equals(after)) {
      return "";
    }
    List<Line> lines = lines(before.lines().toList(), after.lines().toList());
    StringBuilder diff = new StringBuilder("--- " + name + "\n+++ " + name + " (new)\n");
    int old = 1;
    int fresh = 1;
    int i = 0;
    while (i < lines.size()) {
      int start = nextChange(lines, i);
      if (start < 0) {
        break;
      }
      int from = Math.max(i, start - CONTEXT);
      int end = hunkEnd(lines, start);
      old += from - i;
      fresh += from - i;
      List<Line> hunk = lines.subList(from, end);
      int removed = (int) hunk.stream().filter(line -> line.mark() != '+').count();
      int added = (int) hunk.stream().filter(line -> line.mark() != '-').count();
      diff.append("@@ -" + old + "," + removed + " +" + fresh + "," + added + " @@\n");
      hunk.forEach(line -> diff.append(line.mark()).append(line.text()).append('\n'));
      old += removed;
      fresh += added;
      i = end;
    }
    return diff.toString();
  }

  private static int nextChange(List<Line> lines, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).mark() != ' ') {
        return i;
      }
    }
    return -1;
  }

  private static int hunkEnd(List<Line> lines, int start) {
    int last = start;
    for (int i = start; i < lines.size() && i - last <= 2 * CONTEXT; i++) {
      if (lines.get(i).mark() != ' ') {
        last = i;
      }
    }
    return Math.min(lines.size(), last + 1 + CONTEXT);
  }

  private static List<Line> lines(List<String> before, List<String> after) {
    int head = 0;
    int least = Math.min(before.size(), after.size());
    while (head < least && before.get(head).equals(after.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < least - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    List<Line> lines = new ArrayList<>();
    before.subList(0, head).forEach(line -> lines.add(new Line(' ', line)));
    lines.addAll(
        middle(
            before.subList(head, before.size() - tail), after.subList(head, after.size() - tail)));
    before
        .subList(before.size() - tail, before.size())
        .forEach(line -> lines.add(new Line(' ', line)));
    return lines;
  }

  /** By the longest common subsequence. */
  private static List<Line> middle(List<String> before, List<String> after) {
    List<Line> lines = new ArrayList<>();
    if ((long) before.size() * after.size() > MOST_PAIRS) {
      before.forEach(line -> lines.add(new Line('-', line)));
      after.forEach(line -> lines.add(new Line('+', line)));
      return lines;
    }
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        lines.add(new Line(' ', before.get(i)));
        i++;
        j++;
      } else if (j >= after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add(new Line('-', before.get(i++)));
      } else {
        lines.add(new Line('+', after.get(j++)));
      }
    }
    return lines;
  }
}
