package org.ozmonitor.server.demo;

import java.util.List;

/// A block of the simulated chain. Immutable.
///
/// @param branch how many reorganisations came before it; makes blocks of one height differ
/// @param timestamp Unix seconds
public record SimulatedBlock(
    long number,
    String hash,
    String parentHash,
    int branch,
    long timestamp,
    List<SimulatedTransaction> transactions) {
  public SimulatedBlock {
    transactions = List.copyOf(transactions);
  }

  static SimulatedBlock after(
      SimulatedBlock parent, int branch, List<SimulatedTransaction> transactions) {
    return of(parent.number + 1, parent.hash, branch, parent.timestamp + 1, transactions);
  }

  static SimulatedBlock of(
      long number,
      String parentHash,
      int branch,
      long timestamp,
      List<SimulatedTransaction> transactions) {
    List<String> hashes = transactions.stream().map(SimulatedTransaction::hash).toList();
    String hash = Hex.hash("block", number, parentHash, branch, timestamp, hashes);
    return new SimulatedBlock(number, hash, parentHash, branch, timestamp, transactions);
  }
}
