package org.ozmonitor.server.script;

import java.time.Duration;
import org.ozmonitor.core.script.ScriptLanguage;
import org.ozmonitor.core.tenant.TenantId;

/// One run of a script. Immutable.
///
/// @param content the script
/// @param input what it reads from standard input, to the end
/// @param timeout from the start of its process to its end, at least 1 ms
public record ScriptJob(
    TenantId tenant,
    Kind kind,
    ScriptLanguage language,
    String content,
    String input,
    Duration timeout) {
  /// What a script is run for.
  public enum Kind {
    FILTER,
    TRIGGER
  }
}
