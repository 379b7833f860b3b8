package org.ozmonitor.server.work;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.ActiveMonitors;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.filter.ChainEngine.MonitorIndex;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.tenant.TenantId;

/// The compiled monitors of one lane under one configuration. Immutable; swapped at an entry of the
/// block log. The next one is made of it in time proportional to what changed.
///
/// @param selection what was compiled
/// @param compiled empty when there is nothing to compile, or nothing that could
/// @param leftOut the monitors that cannot be compiled, and why
/// @param changed how many monitors were compiled anew or taken out for it
record LaneIndex(
    Selection selection,
    Optional<MonitorIndex> compiled,
    Map<UUID, EvaluationErrors.Entry> leftOut,
    int changed) {
  private static final NetworkFacts UNKNOWN = NetworkFacts.named("");

  /// Evaluates nothing.
  static final LaneIndex NOTHING =
      new LaneIndex(
          new Selection(
              UNKNOWN, Optional.empty(), Set.of(), Optional.empty(), ActiveMonitors.none()),
          Optional.empty(),
          Map.of(),
          0);

  LaneIndex {
    leftOut = Map.copyOf(leftOut);
  }

  /// What a lane has to evaluate, before it is compiled. Immutable.
  ///
  /// @param network the slug is empty when this configuration does not know the network
  /// @param engine empty when the network's chain is not available
  /// @param tenants those of the lane
  /// @param monitor the only one to be evaluated, empty: all of these tenants
  /// @param active the monitors of the network, of these and other tenants
  record Selection(
      NetworkFacts network,
      Optional<ChainEngine> engine,
      Set<TenantId> tenants,
      Optional<UUID> monitor,
      ActiveMonitors active) {
    /// The active monitors of a lane's tenants on its network.
    static Selection of(
        Configuration configuration,
        NetworkId network,
        Set<TenantId> tenants,
        List<ChainEngine> engines) {
      var entry = Optional.ofNullable(configuration.networks().get(network));
      if (entry.isEmpty()) {
        return new Selection(
            UNKNOWN, Optional.empty(), tenants, Optional.empty(), ActiveMonitors.none());
      }
      var definition = entry.get().definition();
      return new Selection(
          NetworkFacts.of(definition),
          engines.stream().filter(engine -> engine.chain() == definition.chain()).findFirst(),
          tenants,
          Optional.empty(),
          configuration.activeMonitors(definition.slug()));
    }

    /// The same with one monitor alone.
    Selection only(Optional<UUID> one) {
      return new Selection(network, engine, tenants, one, active);
    }

    /// Whether it selects for these tenants and monitors.
    boolean isFor(Set<TenantId> others, Optional<UUID> one) {
      return tenants.equals(others) && monitor.equals(one);
    }

    /// In the order of the configuration.
    List<ActiveMonitor> monitors() {
      return active.stream().filter(this::isOurs).toList();
    }

    /// Compiles everything; takes a while for many monitors, so not on the event loop.
    LaneIndex compile() {
      List<ActiveMonitor> monitors = monitors();
      if (monitors.isEmpty() || engine.isEmpty()) {
        return new LaneIndex(this, Optional.empty(), Map.of(), monitors.size());
      }
      var faults = new LaneFaults(engine.get(), network);
      try {
        var compiled = engine.get().compile(network, monitors, new Problems());
        Map<UUID, EvaluationErrors.Entry> leftOut =
            compiled.size() == monitors.size() ? Map.of() : faults.among(monitors);
        return new LaneIndex(this, Optional.of(compiled), leftOut, monitors.size());
      } catch (RuntimeException e) { // one monitor must not stop the others: find out which
        return without(faults.among(monitors), monitors);
      }
    }

    private LaneIndex without(
        Map<UUID, EvaluationErrors.Entry> faults, List<ActiveMonitor> monitors) {
      List<ActiveMonitor> sound =
          monitors.stream().filter(monitor -> !faults.containsKey(monitor.id())).toList();
      var compiled = engine.orElseThrow().compile(network, sound, new Problems());
      return new LaneIndex(this, Optional.of(compiled), faults, monitors.size());
    }

    /// Compiles what is not in an earlier index; takes CPU time, so not on the event loop.
    LaneIndex compile(LaneIndex before) {
      if (!canFollow(before)) {
        return compile();
      }
      var change = since(before.selection());
      if (change.isNothing()) {
        return new LaneIndex(this, before.compiled(), before.leftOut(), 0);
      }
      return engine.isEmpty() || before.compiled().isEmpty() || change.size() > before.size() / 2
          ? compile()
          : before.updated(this, engine.get(), change.begun(), change.ended());
    }

    /// What differs from an earlier selection: monitors that changed, and those of tenants that
    /// came and went.
    private ActiveMonitors.Difference since(Selection before) {
      var change = active.since(before.active);
      Map<UUID, ActiveMonitor> begun = new LinkedHashMap<>();
      change.begun().stream().filter(this::isOurs).forEach(it -> begun.put(it.id(), it));
      Set<UUID> ended = new HashSet<>(change.ended());
      if (!tenants.equals(before.tenants)) {
        active.stream()
            .filter(it -> isOurs(it) && !before.isOurs(it))
            .forEach(it -> begun.put(it.id(), it));
        before.active.stream()
            .filter(it -> before.isOurs(it) && !isOurs(it))
            .forEach(it -> ended.add(it.id()));
      }
      return new ActiveMonitors.Difference(List.copyOf(begun.values()), ended);
    }

    /// Whether an index differs from what this would compile to in its monitors alone.
    private boolean canFollow(LaneIndex before) {
      var earlier = before.selection();
      return network.equals(earlier.network()) && engine.equals(earlier.engine());
    }

    private boolean isOurs(ActiveMonitor candidate) {
      return tenants.contains(candidate.tenant())
          && (monitor.isEmpty() || monitor.get().equals(candidate.id()));
    }
  }

  private LaneIndex updated(
      Selection next, ChainEngine engine, List<ActiveMonitor> begun, Set<UUID> ended) {
    var problems = new Problems();
    MonitorIndex updated;
    try {
      updated = compiled.orElseThrow().updated(begun, ended, problems);
    } catch (RuntimeException e) { // one monitor must not stop the others: find out which
      return next.compile();
    }
    var faults = new HashMap<>(leftOut);
    faults.keySet().removeAll(ended);
    begun.forEach(monitor -> faults.remove(monitor.id()));
    if (problems.hasErrors()) {
      faults.putAll(new LaneFaults(engine, next.network()).among(begun));
    }
    return new LaneIndex(next, Optional.of(updated), faults, begun.size() + ended.size());
  }

  /// The network's slug, empty when it is not known.
  String slug() {
    return selection.network().slug();
  }

  /// What was to be compiled, in the order of the configuration.
  List<ActiveMonitor> monitors() {
    return selection.monitors();
  }

  /// Those of some failures whose monitors this index evaluates.
  List<EvaluationErrors.Entry> evaluated(List<EvaluationErrors.Entry> failures) {
    if (failures.isEmpty()) {
      return List.of();
    }
    Set<UUID> ids =
        monitors().stream().map(ActiveMonitor::id).collect(Collectors.toUnmodifiableSet());
    return failures.stream()
        .filter(it -> ids.contains(it.monitor()) && !leftOut.containsKey(it.monitor()))
        .toList();
  }

  /// The number of monitors that can match.
  int size() {
    return compiled.map(MonitorIndex::size).orElse(0);
  }

  /// The number of monitors by the kind of place where the index keeps them.
  Map<String, Integer> buckets() {
    return compiled.map(MonitorIndex::buckets).orElse(Map.of());
  }

  /// Runs one block through all monitors.
  List<MonitorMatch> match(byte[] payload) {
    return compiled.map(index -> index.match(payload)).orElse(List.of());
  }

  /// Runs one block through one of the monitors alone.
  List<MonitorMatch> matchAlone(ActiveMonitor monitor, byte[] payload) {
    return selection
        .engine()
        .map(engine -> engine.compile(selection.network(), List.of(monitor), new Problems()))
        .map(index -> index.match(payload))
        .orElse(List.of());
  }
}
