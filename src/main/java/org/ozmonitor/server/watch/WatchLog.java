package org.ozmonitor.server.watch;

import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.rpc.Endpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every log line of watching one network. Thread-safe.
final class WatchLog {
  private static final Logger log = LoggerFactory.getLogger(WatchLog.class);

  private final String network;

  WatchLog(String network) {
    this.network = network;
  }

  void watchingBegins(Lease lease) {
    log.atInfo()
        .addKeyValue("network", network)
        .addKeyValue("epoch", lease.epoch())
        .log("watching network");
  }

  void watchingEnds(Lease lease) {
    log.atInfo()
        .addKeyValue("network", network)
        .addKeyValue("epoch", lease.epoch())
        .log("no longer watching network");
  }

  void logStarted(long height, String reason) {
    log.atInfo()
        .addKeyValue("network", network)
        .addKeyValue("height", height)
        .addKeyValue("reason", reason)
        .log("block log starts");
  }

  void appended(Tip from, Tip to, long behind) {
    log.atDebug()
        .addKeyValue("network", network)
        .addKeyValue("from_seq", from.seq() + 1)
        .addKeyValue("to_seq", to.seq())
        .addKeyValue("height", to.height().orElse(-1))
        .addKeyValue("behind", behind)
        .log("block log appended");
  }

  void reorganised(int depth, Tip from, Endpoint endpoint) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("depth", depth)
        .addKeyValue("height", from.height().orElse(-1))
        .addKeyValue("hash", from.hash().orElse(""))
        .addKeyValue("endpoint", endpoint)
        .log("chain reorganised");
  }

  void fetchCutShort(int fetched, Throwable cause) {
    log.atInfo()
        .addKeyValue("network", network)
        .addKeyValue("fetched", fetched)
        .addKeyValue("cause", cause.toString())
        .log("some blocks could not be fetched; appending those before");
  }

  void cycleFailed(int failures, long pauseMs, Throwable cause) {
    (cause instanceof ReorgTooDeepException || failures >= 10 ? log.atError() : log.atWarn())
        .addKeyValue("network", network)
        .addKeyValue("failures", failures)
        .addKeyValue("retry_in_ms", pauseMs)
        .addKeyValue("cause", cause.toString())
        .log("watch cycle failed; the next one resumes at the tip");
  }

  void serveFailed(Throwable cause) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("cause", cause.toString())
        .log("blocks cannot be offered on the event bus; others fetch them themselves");
  }

  void stopFailed(Throwable cause) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("cause", cause.toString())
        .log("network was not given up cleanly; its lease runs out");
  }
}
