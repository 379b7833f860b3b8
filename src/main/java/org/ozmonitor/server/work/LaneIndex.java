package org.ozmonitor.server.work;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.tenant.TenantId;

/// The compiled monitors of one lane under one configuration. Immutable; swapped at an entry of the
/// block log.
///
/// @param network the slug is empty when this configuration does not know the network
/// @param engine empty when the network's chain is not available
/// @param monitors what was compiled, in the order of the configuration
/// @param leftOut the monitors that cannot be compiled, and why
record LaneIndex(
    NetworkFacts network,
    Optional<ChainEngine> engine,
    List<ActiveMonitor> monitors,
    Optional<MonitorIndex> compiled,
    List<EvaluationErrors.Entry> leftOut) {
  private static final NetworkFacts UNKNOWN = NetworkFacts.named("");
  static final LaneIndex NOTHING =
      new LaneIndex(UNKNOWN, Optional.empty(), List.of(), Optional.empty(), List.of());

  /// One revision of one monitor: what decides whether an index is still right.
  private record Revision(UUID monitor, int revision) {}

  /// What a lane has to evaluate, before it is compiled. Immutable.
  record Selection(
      NetworkFacts network, Optional<ChainEngine> engine, List<ActiveMonitor> monitors) {
    /// The active monitors of a lane's tenants on its network.
    static Selection of(
        Configuration configuration,
        NetworkId network,
        Set<TenantId> tenants,
        List<ChainEngine> engines) {
      var entry = Optional.ofNullable(configuration.networks().get(network));
      if (entry.isEmpty()) {
        return new Selection(UNKNOWN, Optional.empty(), List.of());
      }
      var definition = entry.get().definition();
      return new Selection(
          NetworkFacts.of(definition),
          engines.stream().filter(engine -> engine.chain() == definition.chain()).findFirst(),
          configuration.activeMonitors(definition.slug()).stream()
              .filter(monitor -> tenants.contains(monitor.tenant()))
              .toList());
    }

    /// Compiles; takes a while for many monitors, so not on the event loop.
    LaneIndex compile() {
      var problems = new Problems();
      Optional<MonitorIndex> compiled =
          monitors.isEmpty()
              ? Optional.empty()
              : engine.map(it -> it.compile(network, monitors, problems));
      List<EvaluationErrors.Entry> leftOut =
          problems.hasErrors()
              ? monitors.stream().flatMap(monitor -> fault(monitor).stream()).toList()
              : List.of();
      return new LaneIndex(network, engine, monitors, compiled, leftOut);
    }

    /// Problems do not name monitors, so each is compiled alone; rare, since documents were
    /// checked.
    private Optional<EvaluationErrors.Entry> fault(ActiveMonitor monitor) {
      var problems = new Problems();
      engine.ifPresent(it -> requireCompiled(it, monitor, problems));
      return problems.errors().stream()
          .map(Problem::toString)
          .reduce((one, other) -> one + "; " + other)
          .map(error -> new EvaluationErrors.Entry(monitor.tenant(), monitor.id(), error));
    }

    private void requireCompiled(ChainEngine engine, ActiveMonitor monitor, Problems problems) {
      var alone = engine.compile(network, List.of(monitor), problems);
      problems.require(
          alone.size() == 1 || problems.hasErrors(),
          monitor.definition().name(),
          "monitor.compiled",
          "cannot be compiled");
    }

    String slug() {
      return network.slug();
    }

    private Set<Revision> revisions() {
      return LaneIndex.revisions(monitors);
    }
  }

  String slug() {
    return network.slug();
  }

  /// Whether this index is what the selection would compile to.
  boolean fits(Selection selection) {
    return network.equals(selection.network())
        && engine.equals(selection.engine())
        && revisions(monitors).equals(selection.revisions());
  }

  private static Set<Revision> revisions(List<ActiveMonitor> monitors) {
    return monitors.stream()
        .map(monitor -> new Revision(monitor.id(), monitor.revision()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The number of monitors that can match.
  int size() {
    return compiled.map(MonitorIndex::size).orElse(0);
  }

  /// Runs one block through all monitors.
  List<MonitorMatch> match(byte[] payload) {
    return compiled.map(index -> index.match(payload)).orElse(List.of());
  }

  /// The index of one of the monitors alone.
  LaneIndex alone(ActiveMonitor monitor) {
    return new Selection(network, engine, List.of(monitor)).compile();
  }
}
