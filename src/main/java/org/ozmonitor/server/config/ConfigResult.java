package org.ozmonitor.server.config;

import java.util.List;
import org.ozmonitor.core.problem.Problem;

/// What came of reading the settings. Immutable.
public sealed interface ConfigResult {
  /// All settings are right.
  ///
  /// @param sources files that were read, lowest first
  /// @param notActedUpon keys that were given and are checked, but that this version does not act
  /// upon
  record Valid(ServerConfig config, List<String> sources, List<String> notActedUpon)
      implements ConfigResult {
    public Valid {
      sources = List.copyOf(sources);
      notActedUpon = List.copyOf(notActedUpon);
    }
  }

  /// Something is wrong; all of it.
  ///
  /// @param problems not empty
  record Invalid(List<Problem> problems) implements ConfigResult {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }
}
