package org.ozmonitor.server.status;

import java.util.List;

/// At most so many rows as were asked for. Immutable.
///
/// @param more whether there are others that are not shown
public record Page<T>(List<T> rows, boolean more) {
  public Page {
    rows = List.copyOf(rows);
  }

  /// @param rows one more than `limit` where there are more
  static <T> Page<T> of(List<T> rows, int limit) {
    return rows.size() > limit ? new Page<>(rows.subList(0, limit), true) : new Page<>(rows, false);
  }
}
