package dev.waybill.app;

import dev.waybill.tasks.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table in text, its columns aligned; whatever stands in it is made printable. */
final class TextTable {
  private static final String GAP = "  ";
  private static final int MAX_CELL = 40;

  private final Optional<Terminal> terminal;
  private final List<List<Cell>> rows = new ArrayList<>();

  /** What stands in one place, and in which colour (a parameter of SGR); empty for none. */
  private record Cell(String text, String colour) {
    int width() {
      return text.codePointCount(0, text.length());
    }
  }

  /** Makes a table that is shown as wide as it is. */
  TextTable(String... heads) {
    this(Optional.empty(), heads);
  }

  /**
   * Makes a table.
   *
   * @param terminal where it is shown: long cells are cut, and lines at its edge, unless it wraps
   */
  TextTable(Optional<Terminal> terminal, String... heads) {
    this.terminal = terminal;
    rows.add(cells(heads, "1"));
  }

  /** Adds a row of as many cells as there are heads. */
  TextTable row(String... cells) {
    rows.add(cells(cells, ""));
    return this;
  }

  /** The same, coloured by a state. */
  TextTable row(TaskStatus status, String... cells) {
    rows.add(cells(cells, colour(status)));
    return this;
  }

  private List<Cell> cells(String[] texts, String colour) {
    List<Cell> cells = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      String safe = Printable.of(texts[i]);
      boolean whole = terminal.filter(t -> !t.isWrapping()).isEmpty() || i == texts.length - 1;
      cells.add(new Cell(whole ? safe : cut(safe, MAX_CELL), colour));
    }
    return cells;
  }

  private static String colour(TaskStatus status) {
    return switch (status) {
      case WORKING -> "36";
      case INPUT_REQUIRED -> "33";
      case COMPLETED -> "32";
      case FAILED -> "31";
      case CANCELLED -> "2";
    };
  }

  /** Lines without blanks at their ends. */
  String text() {
    return String.join("\n", lines()) + "\n";
  }

  List<String> lines() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<Cell> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).width());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<Cell> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      Cell cell = row.get(i);
      line.append(i == 0 ? "" : GAP).append(cell.text());
      if (i < row.size() - 1) {
        line.repeat(' ', widths[i] - cell.width());
      }
    }
    String text = line.toString().stripTrailing();
    String fitting = terminal.map(t -> cut(text, t.columns() - 1)).orElse(text);
    String colour = row.getFirst().colour();
    return terminal.filter(Terminal::colours).isEmpty() || colour.isEmpty()
        ? fitting
        : "\u001b[" + colour + "m" + fitting + "\u001b[0m";
  }

  /** The text, or so much of it as is that wide. */
  static String cut(String text, int width) {
    return text.codePointCount(0, text.length()) <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
  }
}
