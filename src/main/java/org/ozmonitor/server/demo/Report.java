package org.ozmonitor.server.demo;

import io.vertx.core.json.JsonObject;

/// What the oracle found. An alert is a pair of monitor and transaction.
/// Immutable.
///
/// @param expected alerts that the canonical chain calls for
/// @param delivered expected alerts whose last event is `detected`
/// @param lost expected alerts that are not delivered
/// @param repeatedSameId accepted requests with an id that had been accepted before
/// @param repeatedNewId events of one match that came under more than one id
/// @param retracted accepted ids of retractions
/// @param wronglyStanding alerts whose last event is `detected` though the chain says otherwise
/// @param wronglyRetracted those of the lost alerts that were retracted
/// @param reorgsOfSentAlerts reorganisations that orphaned an alert already received
/// @param latency from a block's visibility to the first request about it
/// @param rpcCallsPerBlock calls that fetch blocks, receipts or logs, per block ever visible
/// @param rpcHeadPollsPerBlock calls that ask for the head only
/// @param blocks blocks ever visible with a chance of matches, orphaned ones too
public record Report(
    long expected,
    long delivered,
    long lost,
    long repeatedSameId,
    long repeatedNewId,
    long retracted,
    long wronglyStanding,
    long wronglyRetracted,
    long reorgs,
    long reorgsOfSentAlerts,
    Latency latency,
    double rpcCallsPerBlock,
    double rpcHeadPollsPerBlock,
    long blocks) {
  private static final int FEWEST_EXPECTED = 100;

  /// In milliseconds; 0 when nothing was measured.
  public record Latency(double p50Ms, double p99Ms) {}

  /// Whether nothing that must arrive is missing and nothing wrong stands. While a retraction waits
  /// for its next attempt, what was detected before and after it looks repeated.
  public boolean isSettled() {
    return lost == 0 && wronglyStanding == 0 && repeatedNewId == 0;
  }

  /// Whether the run kept every promise and was long enough to say so.
  public boolean isPassed() {
    return isSettled() && expected >= FEWEST_EXPECTED;
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("expected", expected)
        .put("delivered", delivered)
        .put("lost", lost)
        .put("repeated_same_id", repeatedSameId)
        .put("repeated_new_id", repeatedNewId)
        .put("retracted", retracted)
        .put("wrongly_standing", wronglyStanding)
        .put("wrongly_retracted", wronglyRetracted)
        .put("reorgs", reorgs)
        .put("reorgs_of_sent_alerts", reorgsOfSentAlerts)
        .put("latency_ms", new JsonObject().put("p50", latency.p50Ms()).put("p99", latency.p99Ms()))
        .put("rpc_calls_per_block", rpcCallsPerBlock)
        .put("rpc_head_polls_per_block", rpcHeadPollsPerBlock)
        .put("blocks", blocks);
  }
}
