package org.ozmonitor.server.rpc;

import java.time.Duration;

/// How chains are asked. Immutable.
///
/// @param maxAnswerBytes larger answers are refused while they come in, at least 1 KiB
/// @param timeout of one request, from its first byte to the last byte of its answer
public record RpcSettings(int maxAnswerBytes, Duration timeout, Rounds rounds, Rules rules) {
  /// The values used when nothing is configured.
  public static final RpcSettings DEFAULT =
      new RpcSettings(64 << 20, Duration.ofSeconds(20), Rounds.DEFAULT, Rules.DEFAULT);

  private static final int FEWEST_BYTES = 1 << 10;

  public RpcSettings {
    if (maxAnswerBytes < FEWEST_BYTES) {
      throw new IllegalArgumentException("maxAnswerBytes must be at least " + FEWEST_BYTES);
    }
  }

  /// The same with other bounds on an answer.
  public RpcSettings with(int maxBytes, Duration longest) {
    return new RpcSettings(maxBytes, longest, rounds, rules);
  }

  /// The same with other repetitions.
  ///
  /// @param most rounds of one question, at least 1
  /// @param firstPause bound of the pause after the first round; doubled after each further one
  public RpcSettings repeating(int most, Duration firstPause) {
    Duration longest =
        firstPause.compareTo(rounds.longestPause()) > 0 ? firstPause : rounds.longestPause();
    return new RpcSettings(
        maxAnswerBytes,
        timeout,
        new Rounds(most, firstPause, longest, rounds.longestQuestion()),
        rules);
  }

  /// How often one question is asked. A round asks each endpoint at most once; after a round that
  /// failed for passing reasons there is a pause, uniform between zero and a bound that doubles.
  ///
  /// @param most rounds of one question, at least 1
  /// @param firstPause bound of the first pause
  /// @param longestPause bound of every pause, that for a `Retry-After` included
  /// @param longestQuestion no endpoint is asked any more after this
  public record Rounds(
      int most, Duration firstPause, Duration longestPause, Duration longestQuestion) {
    static final Rounds DEFAULT =
        new Rounds(3, Duration.ofMillis(250), Duration.ofSeconds(10), Duration.ofSeconds(60));
  }

  /// When an endpoint is left alone, and for how long.
  ///
  /// @param breakerFailures in a row within ten seconds; then the circuit breaker opens
  /// @param breakerReset how long it stays open before one question is let through
  /// @param longestRest cap on `Retry-After`
  /// @param survey how often the heads of all endpoints are compared
  /// @param avoidance for an endpoint on another fork, or with a head that it cannot show
  /// @param returnAfter without a failure for so long, a better endpoint is preferred again
  /// @param maxHeadLag an endpoint further behind the best head is asked last
  /// @param askAgain what an endpoint refused or got wrong once (batches, receipts by block, chain
  ///     id) is asked again after this
  public record Rules(
      int breakerFailures,
      Duration breakerReset,
      Duration longestRest,
      Duration survey,
      Duration avoidance,
      Duration returnAfter,
      long maxHeadLag,
      Duration askAgain) {
    static final Rules DEFAULT =
        new Rules(
            5,
            Duration.ofSeconds(3),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            3,
            Duration.ofMinutes(10));
  }
}
