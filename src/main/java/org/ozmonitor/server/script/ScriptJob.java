package org.ozmonitor.server.script;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.ozmonitor.core.script.ScriptLanguage;
import org.ozmonitor.core.tenant.TenantId;

/// One run of a script. Immutable.
///
/// @param content the script
/// @param input what it reads from standard input, to the end
/// @param environment variables besides those of its isolation
/// @param timeout from the start of its process to its end, at least 1 ms
/// @param latestEndNanos monotonic time at which it must have ended, however long it waited for a
///     free place
public record ScriptJob(
    TenantId tenant,
    Kind kind,
    ScriptLanguage language,
    String content,
    String input,
    Map<String, String> environment,
    Duration timeout,
    Optional<Long> latestEndNanos) {
  public ScriptJob {
    environment = Map.copyOf(environment);
  }

  /// What a script is run for.
  public enum Kind {
    FILTER,
    TRIGGER
  }

  /// A filter script.
  public static ScriptJob filter(
      TenantId tenant, ScriptLanguage language, String content, String input, Duration timeout) {
    return new ScriptJob(
        tenant, Kind.FILTER, language, content, input, Map.of(), timeout, Optional.empty());
  }

  /// The same with another timeout.
  ScriptJob within(Duration bound) {
    return new ScriptJob(
        tenant, kind, language, content, input, environment, bound, latestEndNanos);
  }
}
