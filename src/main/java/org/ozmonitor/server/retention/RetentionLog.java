package org.ozmonitor.server.retention;

import org.ozmonitor.core.chain.NetworkId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every log line of the retention package. Thread-safe.
final class RetentionLog {
  private static final Logger log = LoggerFactory.getLogger(RetentionLog.class);

  void swept(Sweep.Totals totals) {
    (totals.isNothing() ? log.atDebug() : log.atInfo())
        .addKeyValue("matches", totals.matches())
        .addKeyValue("old_matches_needed", totals.matchesNeeded())
        .addKeyValue("block_log_entries", totals.entries())
        .addKeyValue("attempt_days", totals.attemptDays())
        .addKeyValue("evaluation_errors", totals.errors())
        .addKeyValue("revisions", totals.revisions())
        .log("what is too old was removed");
  }

  void logIsHeld(NetworkId network, LogCleaning.Removed removed) {
    log.atInfo()
        .addKeyValue("network_id", network)
        .addKeyValue("from_seq", removed.floor().seq())
        .addKeyValue("entries_too_many", removed.left())
        .addKeyValue("needed_by", removed.floor().by())
        .log("a block log is longer than it is to be, because something needs its begin");
  }

  void partFailed(String part, Throwable cause) {
    log.atWarn()
        .addKeyValue("part", part)
        .setCause(cause)
        .log("what is too old could not be removed; the next turn tries again");
  }

  void turnUnknown(Throwable cause) {
    log.atWarn().setCause(cause).log("it is not known whose turn it is to remove what is too old");
  }
}
