package org.ozmonitor.server.postgres;

import java.nio.file.Path;
import java.util.List;
import org.ozmonitor.server.embedded.ProcessExits;

/// Waits for processes of the embedded server to end. Blocks; stateless.
final class ServerProcesses {
  private ServerProcesses() {}

  /// When a postmaster is killed its children end by themselves, but not at once, and until then
  /// no new server can start. They have nobody left to serve, so after a moment they are told to
  /// end.
  static void awaitOrphans(Path cluster) {
    List<ProcessHandle> orphans = Postmaster.processesIn(cluster);
    if (orphans.isEmpty() || allEnded(orphans, 1_000)) {
      return;
    }
    orphans.forEach(ProcessHandle::destroy);
    if (!allEnded(orphans, 5_000)) {
      orphans.forEach(ProcessHandle::destroyForcibly);
      if (!allEnded(orphans, 5_000)) {
        throw new DatabaseUnavailableException(
            "processes of a killed server do not end: " + orphans);
      }
    }
  }

  /// Waits until `process` ends, `millis` at most; true when it has.
  static boolean ended(ProcessHandle process, long millis) {
    return allEnded(List.of(process), millis);
  }

  private static boolean allEnded(List<ProcessHandle> processes, long millis) {
    try {
      return ProcessExits.await(processes, millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseUnavailableException("interrupted while waiting for PostgreSQL", e);
    }
  }
}
