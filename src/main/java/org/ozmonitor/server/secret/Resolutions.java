package org.ozmonitor.server.secret;

import java.util.ArrayList;
import java.util.List;

/// What came of looking for several secrets.
public sealed interface Resolutions {
  /// All of them, in the order in which they were asked for. Their text form never shows them.
  record All(List<String> values) implements Resolutions {
    public All {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return "***";
    }
  }

  /// At least one is not to be had now.
  ///
  /// @param reason of the first; holds no secret
  record Incomplete(String reason) implements Resolutions {}

  static Resolutions of(List<Resolution> found) {
    List<String> values = new ArrayList<>();
    for (Resolution one : found) {
      switch (one) {
        case Resolution.Found(String value) -> values.add(value);
        case Resolution.Missing(String reason) -> {
          return new Incomplete(reason);
        }
        case Resolution.Unavailable(String reason) -> {
          return new Incomplete(reason);
        }
      }
    }
    return new All(values);
  }
}
