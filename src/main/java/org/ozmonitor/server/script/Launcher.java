package org.ozmonitor.server.script;

import java.util.Optional;

/// Makes processes of scripts, in one of the ways of {@link Isolation}. Thread-safe.
interface Launcher {
  /// The process to start; its standard input is still to be given.
  ProcessBuilder prepare(Launch launch);

  /// Ends a process with all that it has started. Blocks for a moment.
  void kill(Process process);

  /// Bytes that all its processes may hold together; empty: not bounded.
  Optional<Long> memoryBytes();
}
