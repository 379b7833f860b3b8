package org.ozmonitor.server.work;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;

/// Finds out which monitors an engine leaves out, and why. Problems do not name monitors, so parts
/// of the list are compiled again, and those alone that are in a part with a fault; rare, since
/// documents were checked. Takes CPU time.
record LaneFaults(ChainEngine engine, NetworkFacts network) {
  private static final int PART = 1000;

  /// The monitors with faults, by id.
  Map<UUID, EvaluationErrors.Entry> among(List<ActiveMonitor> monitors) {
    Map<UUID, EvaluationErrors.Entry> faults = new HashMap<>();
    for (int start = 0; start < monitors.size(); start += PART) {
      var part = monitors.subList(start, Math.min(start + PART, monitors.size()));
      if (part.size() == 1 || !compiles(part)) {
        part.forEach(monitor -> of(monitor).ifPresent(fault -> faults.put(monitor.id(), fault)));
      }
    }
    return faults;
  }

  private boolean compiles(List<ActiveMonitor> part) {
    try {
      return engine.compile(network, part, new Problems()).size() == part.size();
    } catch (RuntimeException e) { // looked at one by one
      return false;
    }
  }

  private Optional<EvaluationErrors.Entry> of(ActiveMonitor monitor) {
    var problems = new Problems();
    MonitorIndex alone;
    try {
      alone = engine.compile(network, List.of(monitor), problems);
    } catch (RuntimeException e) { // recorded and shown, whatever it is
      return Optional.of(
          new EvaluationErrors.Entry(monitor.tenant(), monitor.id(), "cannot be compiled: " + e));
    }
    problems.require(
        alone.size() == 1 || problems.hasErrors(),
        monitor.definition().name(),
        "monitor.compiled",
        "cannot be compiled");
    return problems.errors().stream()
        .map(Problem::toString)
        .reduce((one, other) -> one + "; " + other)
        .map(error -> new EvaluationErrors.Entry(monitor.tenant(), monitor.id(), error));
  }
}
