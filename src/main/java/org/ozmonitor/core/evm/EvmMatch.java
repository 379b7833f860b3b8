package org.ozmonitor.core.evm;

import java.util.Optional;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.evm.CompiledMonitor.Verdict;
import org.ozmonitor.core.evm.block.EvmTransaction;

/// A transaction that a monitor matched, with what was found in it; arguments are decoded, text is
/// not made yet. Immutable.
public final class EvmMatch {
  private final EvmTransaction transaction;
  private final Findings findings;
  private final Optional<Verdict.Accepted> accepted;

  EvmMatch(EvmTransaction transaction, Findings findings, Optional<Verdict.Accepted> accepted) {
    this.transaction = transaction;
    this.findings = findings;
    this.accepted = accepted;
  }

  public ActiveMonitor monitor() {
    return findings.monitor().source();
  }

  public EvmTransaction transaction() {
    return transaction;
  }

  /// The number of logs and calls that fulfilled a condition.
  public int findingCount() {
    return findings.events().size() + findings.functions().size();
  }

  Findings findings() {
    return findings;
  }

  /// The transaction condition that accepted; empty where the monitor has none.
  Optional<Verdict.Accepted> accepted() {
    return accepted;
  }
}
