package org.ozmonitor.server.watch;

import org.ozmonitor.core.chain.Finality;
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

  void finalityDemandUnknown(Throwable cause) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("cause", String.valueOf(cause))
        .log("cannot read what matches wait for; looking again");
  }

  void finalityUnknown(Finality level, Throwable cause) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("level", level.word())
        .addKeyValue("cause", String.valueOf(cause))
        .log(
            "the chain does not say what has reached this level; alerts that wait for it are held");
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

  void blocksSkipped(long first, long last, String reason) {
    log.atError()
        .addKeyValue("network", network)
        .addKeyValue("first", first)
        .addKeyValue("last", last)
        .addKeyValue("reason", reason)
        .log("blocks are skipped and not evaluated; they are recorded as missed");
  }

  void missedBlocksRecovered(long first, long last) {
    log.atInfo()
        .addKeyValue("network", network)
        .addKeyValue("first", first)
        .addKeyValue("last", last)
        .log("missed blocks are recovered");
  }

  void missedBlockNotRecovered(long height, Throwable cause) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("height", height)
        .addKeyValue("cause", cause.toString())
        .log("missed block could not be recovered; it is tried again");
  }

  void missedBlockFailed(long height) {
    log.atError()
        .addKeyValue("network", network)
        .addKeyValue("height", height)
        .log("missed block was tried max_retries times; it stays missed");
  }

  void missedBlocksExpired(long first, long last) {
    log.atError()
        .addKeyValue("network", network)
        .addKeyValue("first", first)
        .addKeyValue("last", last)
        .log("missed blocks are older than max_block_age; they stay missed");
  }

  void missedBlocksUnknown(Throwable cause) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("cause", cause.toString())
        .log("it is not known how many blocks were missed");
  }

  void blocksNotWritten(Throwable cause) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("cause", cause.toString())
        .log("store_blocks: the file could not be written; watching goes on");
  }

  void lingeringUnknown(Throwable cause) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("cause", cause.toString())
        .log("it is not known whether a network without monitors is still to be watched");
  }

  void endNotNoted(Throwable cause) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("cause", cause.toString())
        .log("the end of watching is not in the log; it will go on from here");
  }
}
