package org.ozmonitor.server.script;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ozmonitor.core.script.ScriptLanguage;
import org.ozmonitor.core.tenant.TenantId;

/// Finds out whether scripts can be sandboxed on this machine, by doing it. Blocks.
public final class SandboxProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long MEMORY_BYTES = 256L << 20;

  private SandboxProbe() {}

  /// Why not; empty when they can.
  ///
  /// @param directory where a file can be written
  /// @param nanoTime monotonic
  public static Optional<String> fault(Path directory, LongSupplier nanoTime) {
    var settings =
        new ScriptSettings(Isolation.SANDBOXED, 1, MEMORY_BYTES, TIMEOUT, directory, List.of());
    var execution = new ScriptExecution(directory, nanoTime, () -> false);
    try {
      return fault(execution, new SandboxLauncher(settings));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  static Optional<String> fault(ScriptExecution execution, Launcher sandbox)
      throws InterruptedException {
    var job = ScriptJob.filter(TenantId.DEFAULT, ScriptLanguage.BASH, "echo ok", "", TIMEOUT);
    return switch (execution.run(job, sandbox, 0)) {
      case ScriptOutcome.Exited(int status, String output, String errors) ->
          status == 0 && output.equals("ok\n")
              ? Optional.empty()
              : Optional.of("status %d: %s".formatted(status, errors.strip()));
      case ScriptOutcome.TimedOut(Duration timeout, String errors) ->
          Optional.of("not ready after %d s: %s".formatted(timeout.toSeconds(), errors.strip()));
      case ScriptOutcome.Exceeded(String limit, String errors) ->
          Optional.of("%s: %s".formatted(limit, errors.strip()));
      case ScriptOutcome.NotRun(String reason) -> Optional.of(reason);
    };
  }
}
