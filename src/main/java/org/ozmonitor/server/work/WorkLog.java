package org.ozmonitor.server.work;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.block.LogEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Every log line of the work package. Thread-safe.
final class WorkLog {
  private static final Logger log = LoggerFactory.getLogger(WorkLog.class);

  void workerRegistered(String worker, long epoch) {
    log.atInfo().addKeyValue("worker", worker).addKeyValue("epoch", epoch).log("worker registered");
  }

  void workerSuperseded(String worker, long epoch) {
    log.atError()
        .addKeyValue("worker", worker)
        .addKeyValue("epoch", epoch)
        .log("another process has started under this worker's id; this one stops working");
  }

  void workerFenced(String worker) {
    log.atWarn()
        .addKeyValue("worker", worker)
        .log("worker could not be renewed in time; its lanes stop until it can");
  }

  void workerUnreachable(String worker, Throwable cause) {
    log.atWarn()
        .addKeyValue("worker", worker)
        .addKeyValue("cause", cause.toString())
        .log("worker could not be registered or renewed; trying again");
  }

  void lanesUnreadable(Throwable cause) {
    log.atWarn()
        .addKeyValue("cause", cause.toString())
        .log("lanes could not be read; trying again");
  }

  void laneStarted(Lane lane) {
    log.atInfo()
        .addKeyValue("lane", lane.id())
        .addKeyValue("network_id", lane.network())
        .addKeyValue("seq", lane.seq())
        .addKeyValue("epoch", lane.epoch())
        .addKeyValue("reason", lane.reason())
        .log("lane started");
  }

  void laneStopped(Lane lane, long seq) {
    log.atInfo()
        .addKeyValue("lane", lane.id())
        .addKeyValue("network_id", lane.network())
        .addKeyValue("seq", seq)
        .log("lane stopped");
  }

  void laneLost(Lane lane) {
    log.atInfo()
        .addKeyValue("lane", lane.id())
        .addKeyValue("network_id", lane.network())
        .addKeyValue("epoch", lane.epoch())
        .log("lane has moved or changed hands; reading it again");
  }

  void replayDone(Lane lane) {
    log.atInfo()
        .addKeyValue("lane", lane.id())
        .addKeyValue("network_id", lane.network())
        .addKeyValue("seq", lane.end().orElse(lane.seq()))
        .log("replay is done");
  }

  void lanesMerged(Lane into, List<Lane> others, long seq) {
    log.atInfo()
        .addKeyValue("lane", into.id())
        .addKeyValue("network_id", into.network())
        .addKeyValue("seq", seq)
        .addKeyValue("lanes", others.size())
        .addKeyValue("tenants", others.stream().mapToInt(lane -> lane.tenants().size()).sum())
        .log("lanes have met and are one");
  }

  void lanesNotMerged(NetworkId network, Throwable cause) {
    log.atDebug()
        .addKeyValue("network_id", network)
        .addKeyValue("cause", cause.toString())
        .log("lanes did not meet; trying again later");
  }

  void laneFailed(Lane lane, long seq, Duration pause, Throwable cause) {
    log.atWarn()
        .addKeyValue("lane", lane.id())
        .addKeyValue("network_id", lane.network())
        .addKeyValue("seq", seq)
        .addKeyValue("retry_in_ms", pause.toMillis())
        .setCause(cause)
        .log("lane stopped at an entry; trying again");
  }

  void laneStillFails(Lane lane, long seq, Duration pause, Throwable cause) {
    log.atWarn()
        .addKeyValue("lane", lane.id())
        .addKeyValue("network_id", lane.network())
        .addKeyValue("seq", seq)
        .addKeyValue("retry_in_ms", pause.toMillis())
        .addKeyValue("cause", cause.toString())
        .log("lane still stops at an entry; trying again");
  }

  /// @param reason why they do not walk with the others
  void setApart(Lane lane, Set<TenantId> tenants, String reason) {
    log.atWarn()
        .addKeyValue("lane", lane.id())
        .addKeyValue("network_id", lane.network())
        .addKeyValue("tenants", tenants)
        .addKeyValue("reason", reason)
        .log("tenants were set apart; the others of the lane go on");
  }

  void takenBack(Lane lane, Set<TenantId> tenants) {
    log.atInfo()
        .addKeyValue("lane", lane.id())
        .addKeyValue("network_id", lane.network())
        .addKeyValue("tenants", tenants)
        .log("tenants that were set apart go on");
  }

  void trialFailed(Lane lane, Throwable cause) {
    log.atInfo()
        .addKeyValue("lane", lane.id())
        .addKeyValue("network_id", lane.network())
        .addKeyValue("cause", cause.toString())
        .log("a parked lane could not be tried; trying again");
  }

  /// @param changed how many monitors the index before it did not have, or had and lost
  void indexCompiled(Lane lane, String network, int monitors, int changed) {
    log.atInfo()
        .addKeyValue("lane", lane.id())
        .addKeyValue("network", network)
        .addKeyValue("monitors", monitors)
        .addKeyValue("changed", changed)
        .log("index compiled");
  }

  void chainNotAvailable(String network, int monitors) {
    log.atError()
        .addKeyValue("network", network)
        .addKeyValue("monitors", monitors)
        .log("blocks of this chain cannot be evaluated yet; its monitors match nothing");
  }

  void entryStored(String network, LogEntry entry, LaneCommits.Stored stored) {
    boolean isNews = stored.changedMatches() > 0 || stored.confirmed().matches() > 0;
    log.atLevel(isNews ? Level.INFO : Level.DEBUG)
        .addKeyValue("network", network)
        .addKeyValue("seq", entry.seq())
        .addKeyValue("height", entry.height())
        .addKeyValue("matches", stored.changedMatches())
        .addKeyValue("confirmed", stored.confirmed().matches())
        .log("entry stored");
  }

  void blockPassed(String network, LogEntry block) {
    log.atDebug()
        .addKeyValue("network", network)
        .addKeyValue("seq", block.seq())
        .addKeyValue("height", block.height())
        .log("block without matches");
  }

  void orphanPassedUnseen(String network, LogEntry block, Throwable cause) {
    log.atInfo()
        .addKeyValue("network", network)
        .addKeyValue("seq", block.seq())
        .addKeyValue("height", block.height())
        .addKeyValue("cause", cause.toString())
        .log("block cannot be had and is orphaned later in the log; passed");
  }

  void matchesRetracted(String network, LogEntry orphan, int matches) {
    log.atInfo()
        .addKeyValue("network", network)
        .addKeyValue("seq", orphan.seq())
        .addKeyValue("height", orphan.height())
        .addKeyValue("matches", matches)
        .log("block orphaned");
  }

  void evaluationFailed(String network, LogEntry block, EvaluationErrors.Entry failure) {
    log.atError()
        .addKeyValue("network", network)
        .addKeyValue("seq", block.seq())
        .addKeyValue("tenant", failure.tenant())
        .addKeyValue("monitor", failure.monitor())
        .addKeyValue("error", failure.error())
        .log("monitor could not be evaluated; recorded, going on without it");
  }

  void stopFailed(String worker, Throwable cause) {
    log.atWarn()
        .addKeyValue("worker", worker)
        .addKeyValue("cause", cause.toString())
        .log("worker could not say that it stops; its lanes move when it is missed");
  }
}
