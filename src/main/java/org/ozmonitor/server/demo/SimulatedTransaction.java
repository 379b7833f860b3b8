package org.ozmonitor.server.demo;

import java.math.BigInteger;

/// A transaction of the simulated chain; it keeps its hash when it moves to another block.
/// Immutable.
///
/// @param to the recipient, or the token contract of a call
/// @param value in wei
/// @param reverted whether it failed: then it has no logs and status 0
public record SimulatedTransaction(
    String hash,
    long nonce,
    String from,
    String to,
    BigInteger value,
    boolean reverted,
    Action action) {

  /// What a transaction does.
  public sealed interface Action {
    /// Moves `value` and calls nothing.
    record Payment() implements Action {}

    /// Calls `transfer(address,uint256)` of the token at `to`.
    ///
    /// @param amount in the token's smallest unit
    record TokenTransfer(String recipient, BigInteger amount) implements Action {}

    /// Calls `approve(address,uint256)` of the token at `to`.
    record TokenApproval(String spender, BigInteger amount) implements Action {}
  }
}
