package org.ozmonitor.server.status;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Text in columns: each as wide as its widest cell, numbers to the right. Confined to its maker.
final class Table {
  private static final String GAP = "  ";

  private final List<Boolean> numbers = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /// @param titles in capital letters; one that ends with `#` is a column of numbers
  Table(String... titles) {
    for (String title : titles) {
      numbers.add(title.endsWith("#"));
    }
    rows.add(Arrays.stream(titles).map(title -> title.replace("#", "")).toList());
  }

  void row(Object... cells) {
    List<String> texts = new ArrayList<>();
    for (Object cell : cells) {
      texts.add(cell.toString());
    }
    if (texts.size() != numbers.size()) {
      throw new IllegalArgumentException("as many cells as titles");
    }
    rows.add(texts);
  }

  /// The lines, each ended.
  String text() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        String blanks = " ".repeat(Math.max(0, width(column) - length(cell)));
        line.append(column == 0 ? "" : GAP)
            .append(numbers.get(column) ? blanks + cell : cell + blanks);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
