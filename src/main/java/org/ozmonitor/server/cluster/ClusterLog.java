package org.ozmonitor.server.cluster;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every log line of the cluster package. Thread-safe.
final class ClusterLog {
  private static final Logger log = LoggerFactory.getLogger(ClusterLog.class);

  void leaseAcquired(Lease lease) {
    log.atInfo()
        .addKeyValue("lease", lease.name())
        .addKeyValue("epoch", lease.epoch())
        .log("lease acquired");
  }

  void leaseLost(Lease lease) {
    log.atInfo()
        .addKeyValue("lease", lease.name())
        .addKeyValue("epoch", lease.epoch())
        .log("lease given up");
  }

  void leaseUnreachable(String name, Throwable cause) {
    log.atWarn()
        .addKeyValue("lease", name)
        .addKeyValue("cause", cause.toString())
        .log("lease could not be read or renewed; trying again");
  }

  void messageUnreadable(String address, Throwable cause) {
    log.atWarn()
        .addKeyValue("address", address)
        .addKeyValue("cause", cause.toString())
        .log("message on the event bus could not be read; ignored");
  }

  void workersUnknown(Throwable cause) {
    log.atDebug()
        .addKeyValue("cause", cause.toString())
        .log("workers could not be read; taken to be there");
  }

  void membershipUnavailable(Throwable cause) {
    log.atWarn()
        .addKeyValue("cause", cause.toString())
        .log("worker map could not be written; the rows decide");
  }
}
