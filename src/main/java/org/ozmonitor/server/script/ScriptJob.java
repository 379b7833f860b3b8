package org.ozmonitor.server.script;

import java.time.Duration;
import java.util.Locale;
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
    TRIGGER;

    /// As meters and threads spell it.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A filter script.
  public static ScriptJob filter(
      TenantId tenant, ScriptLanguage language, String content, String input, Duration timeout) {
    return new ScriptJob(
        tenant, Kind.FILTER, language, content, input, Map.of(), timeout, Optional.empty());
  }

  /// The same with no more time than `bound`.
  ScriptJob within(Duration bound) {
    return bound.compareTo(timeout) >= 0
        ? this
        : new ScriptJob(tenant, kind, language, content, input, environment, bound, latestEndNanos);
  }

  /// The same with no more time than is left; empty when none is.
  ///
  /// @param nowNanos monotonic time
  Optional<ScriptJob> startedAt(long nowNanos) {
    if (latestEndNanos.isEmpty()) {
      return Optional.of(this);
    }
    var left = Duration.ofNanos(latestEndNanos.get() - nowNanos);
    return left.isPositive() ? Optional.of(within(left)) : Optional.empty();
  }
}
