package org.ozmonitor.server.rpc;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every log line about endpoints. Hosts only, never URLs. Thread-safe.
final class RpcLog {
  private static final Logger log = LoggerFactory.getLogger(RpcLog.class);

  private final String network;

  RpcLog(String network) {
    this.network = network;
  }

  void endpointFailed(Endpoint endpoint, RpcException failure, int failures) {
    log.atDebug()
        .addKeyValue("network", network)
        .addKeyValue("endpoint", endpoint)
        .addKeyValue("failures", failures)
        .addKeyValue("reason", failure.getMessage())
        .log("endpoint failed");
  }

  void endpointLags(Endpoint endpoint, long head, long lowest) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("endpoint", endpoint)
        .addKeyValue("head", head)
        .addKeyValue("lowest_head", lowest)
        .log("endpoint is behind the others and is asked last");
  }

  void endpointAvoided(Endpoint endpoint, Exclusion reason) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("endpoint", endpoint)
        .addKeyValue("reason", reason.word())
        .log("endpoint is avoided for a while");
  }

  void endpointActive(Endpoint before, Endpoint now) {
    log.atInfo()
        .addKeyValue("network", network)
        .addKeyValue("before", before)
        .addKeyValue("endpoint", now)
        .log("another endpoint is active");
  }

  void otherChain(Endpoint endpoint, long found, long expected) {
    log.atError()
        .addKeyValue("network", network)
        .addKeyValue("endpoint", endpoint)
        .addKeyValue("chain_id", found)
        .addKeyValue("expected", expected)
        .log("endpoint serves another chain and is not asked");
  }

  void chainIdUnknown(Endpoint endpoint) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("endpoint", endpoint)
        .log("endpoint does not tell its chain id; it is believed");
  }

  void headsFollowed(NodeUrl url) {
    log.atInfo()
        .addKeyValue("network", network)
        .addKeyValue("endpoint", url)
        .log("new heads are told over WebSocket");
  }

  void headsLost(NodeUrl url, String reason) {
    log.atInfo()
        .addKeyValue("network", network)
        .addKeyValue("endpoint", url)
        .addKeyValue("reason", reason)
        .log("no new heads over WebSocket; polling goes on");
  }

  void headsCloseFailed(Throwable cause) {
    log.atDebug()
        .addKeyValue("network", network)
        .addKeyValue("reason", cause.getClass().getSimpleName())
        .log("a WebSocket did not close cleanly");
  }

  void endpointUnusable(int position, String reason) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("position", position)
        .addKeyValue("reason", reason)
        .log("endpoint of the network document cannot be used");
  }

  void takesNoBatches(Endpoint endpoint) {
    log.atInfo()
        .addKeyValue("network", network)
        .addKeyValue("endpoint", endpoint)
        .log("endpoint takes no batches; asking one by one");
  }

  void offersNoBlockReceipts(Endpoint endpoint) {
    log.atInfo()
        .addKeyValue("network", network)
        .addKeyValue("endpoint", endpoint)
        .log("endpoint offers no receipts by block; asking by transaction");
  }
}
