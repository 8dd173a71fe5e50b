package dev.waybill.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A lined-up table: the first column to the left, the others to the right. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... head) {
    rows.add(List.of(head));
  }

  /** Numbers are shown without decimals from 100 on, with one from 10 on, and with two below. */
  void row(String name, double... values) {
    List<String> cells = new ArrayList<>(List.of(name));
    for (double value : values) {
      int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
      cells.add(String.format(Locale.ROOT, "%,." + decimals + "f", value));
    }
    rows.add(cells);
  }

  void print(PrintStream out) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        String gap = " ".repeat(width(column) - cell.length());
        line.append(column == 0 ? cell + gap : "  " + gap + cell);
      }
      out.println(line);
    }
    out.println();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
