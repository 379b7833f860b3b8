package org.ozmonitor.server.demo;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How often the simulator misbehaves, and how. Immutable.
///
/// @param probabilities from 0 to 1; a lie that is not named is never told
/// @param longestDelay bound of a slow answer
public record Lies(Map<Lie, Double> probabilities, Duration longestDelay) {
  private static final Duration LONGEST_DELAY = Duration.ofMillis(300);

  /// One way to misbehave. Those up to {@link #NO_BLOCK_RECEIPTS} are decided per call, the others
  /// per HTTP request.
  public enum Lie {
    /// `null` for the receipts of a block that exists.
    NULL_RECEIPTS,
    /// The receipts of a block without the last one.
    MISSING_RECEIPT,
    /// A head one to three blocks behind.
    STALE_HEAD,
    /// A block by number with a parent that does not exist.
    WRONG_PARENT,
    /// `null` for a block that exists.
    NULL_BLOCK,
    /// The receipts of the block before.
    FOREIGN_RECEIPTS,
    /// A head a million blocks ahead.
    BOASTED_HEAD,
    /// The id of another chain.
    WRONG_CHAIN_ID,
    /// "The method does not exist" for receipts by block.
    NO_BLOCK_RECEIPTS,
    /// HTTP 429 in place of an answer.
    TOO_MANY_REQUESTS,
    /// HTTP 503 in place of an answer.
    SERVER_ERROR,
    /// A connection closed in the middle of an answer.
    CUT_CONNECTION,
    /// A delay before the answer.
    SLOW_ANSWER,
    /// A page for people in place of JSON.
    NOT_JSON,
    /// An answer of {@link RpcServer#GIANT_BYTES}.
    GIANT_ANSWER,
    /// One error in place of the answers to a batch.
    BATCH_REFUSED,
    /// A batch without its first answer.
    BATCH_INCOMPLETE
  }

  /// What {@link #few()} tells: what a public endpoint does on an ordinary day.
  private static final List<Lie> EVERYDAY =
      List.of(
          Lie.NULL_RECEIPTS,
          Lie.MISSING_RECEIPT,
          Lie.STALE_HEAD,
          Lie.WRONG_PARENT,
          Lie.TOO_MANY_REQUESTS,
          Lie.CUT_CONNECTION,
          Lie.SLOW_ANSWER);

  public Lies {
    probabilities = Map.copyOf(probabilities);
  }

  /// Nothing but the truth.
  public static Lies none() {
    return new Lies(Map.of(), LONGEST_DELAY);
  }

  /// A few percent of each everyday lie, as in the demo.
  public static Lies few() {
    Map<Lie, Double> probabilities = new EnumMap<>(Lie.class);
    for (Lie lie : EVERYDAY) {
      probabilities.put(lie, 0.02);
    }
    return new Lies(probabilities, LONGEST_DELAY);
  }

  /// One lie only.
  public static Lies only(Lie lie, double probability) {
    return new Lies(Map.of(lie, probability), LONGEST_DELAY);
  }
}
