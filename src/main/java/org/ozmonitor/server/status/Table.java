package org.ozmonitor.server.status;

import java.util.ArrayList;
import java.util.List;

/// Text in columns: each as wide as its widest cell, numbers to the right. Confined to its maker.
final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /// @param titles in capital letters; one that ends with `#` is a column of numbers
  Table(String... titles) {
    rows.add(List.of(titles));
  }

  void row(Object... cells) {
    List<String> texts = new ArrayList<>();
    for (Object cell : cells) {
      texts.add(cell.toString());
    }
    if (texts.size() != rows.getFirst().size()) {
      throw new IllegalArgumentException("as many cells as titles");
    }
    rows.add(texts);
  }

  /// The lines, each ended.
  String text() {
    List<String> titles = rows.getFirst();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < titles.size(); column++) {
        boolean number = titles.get(column).endsWith("#");
        String cell = row == titles ? titles.get(column).replace("#", "") : row.get(column);
        String blanks = " ".repeat(Math.max(0, width(column) - length(cell)));
        line.append(column == 0 ? "" : GAP).append(number ? blanks + cell : cell + blanks);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    int widest = 0;
    for (List<String> row : rows) {
      String cell = row == rows.getFirst() ? row.get(column).replace("#", "") : row.get(column);
      widest = Math.max(widest, length(cell));
    }
    return widest;
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
