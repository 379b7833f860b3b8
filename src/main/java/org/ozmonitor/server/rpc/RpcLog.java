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

  void endpointLags(Endpoint endpoint, long head, long best) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("endpoint", endpoint)
        .addKeyValue("head", head)
        .addKeyValue("best_head", best)
        .log("endpoint is behind the others and is asked last");
  }

  void endpointOnOtherFork(Endpoint endpoint) {
    log.atWarn()
        .addKeyValue("network", network)
        .addKeyValue("endpoint", endpoint)
        .log("endpoint follows another fork and is avoided for a while");
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
