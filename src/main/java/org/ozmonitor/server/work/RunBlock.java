package org.ozmonitor.server.work;

import java.util.List;
import java.util.stream.Collectors;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.tenant.TenantId;

/// Runs one block through one monitor, storing and sending nothing: what the command `run-block`
/// shows. Pure; takes CPU time.
public final class RunBlock {
  private final List<ChainEngine> engines;

  public RunBlock(List<ChainEngine> engines) {
    this.engines = List.copyOf(engines);
  }

  /// The matches as a JSON array, each as OpenZeppelin Monitor writes it; `[]` when there are
  /// errors.
  ///
  /// @param payload the node's bytes, as the watcher stores them
  /// @param problems receives what keeps the monitor from being evaluated
  /// @throws org.ozmonitor.core.filter.PayloadException when the payload cannot be decoded
  public String matches(Network network, Monitor monitor, byte[] payload, Problems problems) {
    var engine = engines.stream().filter(it -> it.chain() == network.chain()).findFirst();
    if (engine.isEmpty()) {
      problems.error(
          network.slug(),
          "network.chain.available",
          "blocks of " + network.chain().spelling() + " cannot be evaluated yet");
      return "[]";
    }
    var id = EntityIds.monitor(TenantId.DEFAULT, monitor.name());
    var active = new ActiveMonitor(TenantId.DEFAULT, id, 1, monitor);
    return engine
        .get()
        .compile(NetworkFacts.of(network), List.of(active), problems)
        .match(payload)
        .stream()
        .map(MonitorMatch::matchJson)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
