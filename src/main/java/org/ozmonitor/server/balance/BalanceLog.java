package org.ozmonitor.server.balance;

import org.ozmonitor.core.balance.Assignment;
import org.ozmonitor.core.balance.AssignmentReason;
import org.ozmonitor.core.balance.LaneChange;
import org.ozmonitor.core.balance.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Every log line of the balance package. Thread-safe.
final class BalanceLog {
  private static final Logger log = LoggerFactory.getLogger(BalanceLog.class);
  private static final String NOBODY = "nobody";

  /// @param loud false where many are told of together
  void assigned(String tenant, Assignment assignment, boolean loud) {
    log.atLevel(loud ? Level.INFO : Level.DEBUG)
        .addKeyValue("tenant", tenant)
        .addKeyValue("worker", assignment.worker().orElse(NOBODY))
        .addKeyValue("version", assignment.version())
        .addKeyValue("reason", assignment.reason())
        .log("tenant assigned");
  }

  void assignedMany(AssignmentReason reason, long tenants) {
    log.atInfo()
        .addKeyValue("tenants", tenants)
        .addKeyValue("reason", reason)
        .log("tenants assigned");
  }

  void unassigned(int tenants, String first, int workers, int limit) {
    log.atError()
        .addKeyValue("tenants", tenants)
        .addKeyValue("first", first)
        .addKeyValue("workers", workers)
        .addKeyValue("max_tenants_per_worker", limit)
        .log("tenants fit on no worker: nobody evaluates them, their positions are kept");
  }

  void allAssigned() {
    log.info("every tenant has a worker again");
  }

  void answered(Outcome outcome) {
    log.atInfo()
        .addKeyValue("request", outcome.request())
        .addKeyValue("done", outcome.done())
        .addKeyValue("detail", outcome.detail())
        .addKeyValue("reason", AssignmentReason.MANUAL)
        .log("request of an operator answered");
  }

  void changed(LaneChange change) {
    switch (change) {
      case LaneChange.Place place ->
          log.atInfo()
              .addKeyValue("network_id", place.network())
              .addKeyValue("tenants", place.tenants().size())
              .addKeyValue("worker", place.worker().orElse(NOBODY))
              .addKeyValue("reason", place.reason())
              .log("tenants placed on a network");
      case LaneChange.Split split ->
          log.atInfo()
              .addKeyValue("lane", split.lane())
              .addKeyValue("tenants", split.tenants().size())
              .addKeyValue("worker", split.worker().orElse(NOBODY))
              .addKeyValue("reason", split.reason())
              .log("tenants leave a lane");
      case LaneChange.Hand hand ->
          log.atInfo()
              .addKeyValue("lane", hand.lane())
              .addKeyValue("worker", hand.worker().orElse(NOBODY))
              .addKeyValue("reason", hand.reason())
              .log("lane changes hands");
    }
  }

  void matchesNotCounted(Throwable cause) {
    log.atWarn()
        .addKeyValue("cause", cause.toString())
        .log("matches of tenants could not be counted; they are placed by older numbers");
  }

  void cycleFailed(Throwable cause) {
    log.atWarn().setCause(cause).log("assignments could not be planned or written; trying again");
  }
}
