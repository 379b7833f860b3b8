package org.ozmonitor.server.balance;

import org.ozmonitor.core.balance.AssignmentChange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every log line of the balance package. Thread-safe.
final class BalanceLog {
  private static final Logger log = LoggerFactory.getLogger(BalanceLog.class);

  void changed(AssignmentChange change) {
    switch (change) {
      case AssignmentChange.Place(var tenant, var network, var worker) ->
          log.atInfo()
              .addKeyValue("tenant", tenant)
              .addKeyValue("network_id", network)
              .addKeyValue("worker", worker)
              .log("tenant placed");
      case AssignmentChange.Reassign(var lane, var network, var worker, var reason) ->
          log.atInfo()
              .addKeyValue("lane", lane)
              .addKeyValue("network_id", network)
              .addKeyValue("worker", worker)
              .addKeyValue("reason", reason)
              .log("lane reassigned");
    }
  }

  void cycleFailed(Throwable cause) {
    log.atWarn().setCause(cause).log("assignments could not be planned or written; trying again");
  }
}
