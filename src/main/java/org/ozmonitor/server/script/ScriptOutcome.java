package org.ozmonitor.server.script;

import java.time.Duration;
import java.util.function.UnaryOperator;

/// What came of running a script. Immutable. Output is bounded: its end is kept.
public sealed interface ScriptOutcome {
  /// It ended by itself, or was killed by a limit of its process; then the status is above 128.
  record Exited(int status, String output, String errors) implements ScriptOutcome {}

  /// It was killed with all its processes because its time was over.
  record TimedOut(Duration timeout, String errors) implements ScriptOutcome {}

  /// It was killed with all its processes because it wrote or held too much.
  record Exceeded(String limit, String errors) implements ScriptOutcome {}

  /// It was not run, or not to its end, and not through a fault of its own.
  record NotRun(String reason) implements ScriptOutcome {}

  /// The same with what the script wrote changed.
  default ScriptOutcome written(UnaryOperator<String> change) {
    return switch (this) {
      case Exited(int status, String output, String errors) ->
          new Exited(status, change.apply(output), change.apply(errors));
      case TimedOut(Duration timeout, String errors) -> new TimedOut(timeout, change.apply(errors));
      case Exceeded(String limit, String errors) -> new Exceeded(limit, change.apply(errors));
      case NotRun notRun -> notRun;
    };
  }

  /// The label of meters.
  default String label() {
    return switch (this) {
      case Exited(int status, _, _) -> status == 0 ? "exited" : "failed";
      case TimedOut _ -> "timeout";
      case Exceeded _ -> "limit";
      case NotRun _ -> "not_run";
    };
  }
}
