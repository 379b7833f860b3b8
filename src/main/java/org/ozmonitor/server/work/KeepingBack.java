package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.NoiseRules;
import org.ozmonitor.core.noise.NoiseControl;
import org.ozmonitor.core.noise.NoiseControl.Decision;
import org.ozmonitor.core.noise.PastAlerts;
import org.ozmonitor.core.noise.PastAlerts.Past;
import org.ozmonitor.server.work.Evaluated.Outcome;
import org.ozmonitor.server.work.NoiseRows.Whose;

/// Applies rules against noise to the matches of one block, in the transaction that stores them:
/// what stands in the database before is all that decides, so a repetition decides the same.
/// Monitors without rules cost nothing. Thread-safe.
final class KeepingBack {
  private final NoiseRows rows = new NoiseRows();

  /// The matches of one monitor in the block, in their order.
  private record Candidates(Whose whose, NoiseRules rules, List<Outcome> outcomes) {}

  /// What was decided for one monitor.
  private record Decided(Candidates candidates, PastAlerts past, List<Decision> decisions) {
    boolean sends() {
      return decisions.stream().anyMatch(decision -> decision instanceof Decision.Send);
    }
  }

  /// The same block with the matches that are kept back made silent.
  ///
  /// @param configuration the one valid at the block
  Future<Evaluated> apply(
      SqlConnection connection,
      NetworkId network,
      Configuration configuration,
      long seq,
      Evaluated evaluated) {
    List<Candidates> candidates = candidates(configuration, evaluated);
    if (candidates.isEmpty()) {
      return Future.succeededFuture(evaluated);
    }
    return past(connection, network, candidates, seq)
        .map(
            past ->
                candidates.stream()
                    .map(it -> decide(it, past.getOrDefault(it.whose().monitor(), List.of()), seq))
                    .toList())
        .compose(
            decided ->
                keptBack(connection, network, decided, seq)
                    .map(counts -> evaluated.replacing(marked(decided, counts, seq))));
  }

  private static List<Candidates> candidates(Configuration configuration, Evaluated evaluated) {
    Map<UUID, Candidates> byMonitor = new LinkedHashMap<>();
    for (Outcome outcome : evaluated.matches()) {
      MatchRow row = outcome.row();
      var monitor = configuration.monitors().get(row.monitor());
      if (monitor != null && !monitor.definition().alerting().noise().isNone()) {
        byMonitor
            .computeIfAbsent(
                row.monitor(),
                id ->
                    new Candidates(
                        new Whose(row.tenant(), id),
                        monitor.definition().alerting().noise(),
                        new ArrayList<>()))
            .outcomes()
            .add(outcome);
      }
    }
    return List.copyOf(byMonitor.values());
  }

  private Future<Map<UUID, List<Past>>> past(
      SqlConnection connection, NetworkId network, List<Candidates> candidates, long seq) {
    List<Whose> monitors = candidates.stream().map(Candidates::whose).toList();
    int recent =
        candidates.stream()
            .flatMap(it -> it.rules().threshold().stream())
            .mapToInt(threshold -> threshold.count() + 1)
            .max()
            .orElse(0);
    long before = NoiseMark.order(seq, 0);
    // An alert of an earlier revision may still be screened where this one has no scripts.
    return rows.lockScreening(connection, network, monitors, before, recent)
        .compose(_ -> rows.past(connection, network, monitors, before, recent));
  }

  private static Decided decide(Candidates candidates, List<Past> stored, long seq) {
    Set<UUID> own =
        candidates.outcomes().stream().map(it -> it.row().id()).collect(Collectors.toSet());
    PastAlerts before =
        PastAlerts.of(stored.stream().filter(past -> !own.contains(past.id())).toList());
    PastAlerts past = before;
    List<Decision> decisions = new ArrayList<>();
    for (Outcome outcome : candidates.outcomes()) {
      MatchRow row = outcome.row();
      Decision decision = NoiseControl.decide(candidates.rules(), row.blockTime(), past);
      long order = NoiseMark.order(seq, decisions.size());
      past =
          past.and(new Past(row.id(), order, row.blockTime(), decision instanceof Decision.Send));
      decisions.add(decision);
    }
    return new Decided(candidates, before, decisions);
  }

  /// Counted only for those who tell of it.
  private Future<Map<UUID, Long>> keptBack(
      SqlConnection connection, NetworkId network, List<Decided> decided, long seq) {
    Map<Whose, Long> after = new LinkedHashMap<>();
    decided.stream()
        .filter(Decided::sends)
        .forEach(
            it ->
                after.put(it.candidates().whose(), it.past().last().map(Past::order).orElse(-1L)));
    return after.isEmpty()
        ? Future.succeededFuture(Map.of())
        : rows.keptBack(connection, network, after, NoiseMark.order(seq, 0));
  }

  private static Map<UUID, Outcome> marked(
      List<Decided> decided, Map<UUID, Long> keptBack, long seq) {
    Map<UUID, Outcome> marked = new HashMap<>();
    for (Decided it : decided) {
      long before = keptBack.getOrDefault(it.candidates().whose().monitor(), 0L);
      for (int place = 0; place < it.decisions().size(); place++) {
        Outcome outcome = it.candidates().outcomes().get(place);
        long order = NoiseMark.order(seq, place);
        switch (it.decisions().get(place)) {
          case Decision.Send _ -> {
            marked.put(outcome.row().id(), outcome.sent(order, before));
            before = 0;
          }
          case Decision.KeepBack(var by) -> {
            marked.put(outcome.row().id(), outcome.keptBack(order, by));
            before++;
          }
        }
      }
    }
    return marked;
  }
}
