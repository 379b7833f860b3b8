package org.ozmonitor.server.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.notification.FreshContent;
import org.ozmonitor.server.notification.NewDelivery;

/// What one block came to: matches with the deliveries they cause, and failures of monitors.
/// Immutable.
///
/// @param matches no match id twice
record Evaluated(List<Outcome> matches, List<EvaluationErrors.Entry> failures) {
  static final Evaluated NOTHING = new Evaluated(List.of(), List.of());

  Evaluated {
    matches = List.copyOf(matches);
    failures = List.copyOf(failures);
  }

  /// One match and what it sends if it is news.
  ///
  /// @param held what is sent when it is confirmed
  /// @param screening what is to be asked first; then nothing is sent or held before
  record Outcome(
      MatchRow row,
      List<NewDelivery> deliveries,
      List<NewDelivery> held,
      Optional<NewScreening> screening) {
    Outcome {
      deliveries = List.copyOf(deliveries);
      held = List.copyOf(held);
    }

    static Outcome unasked(MatchRow row, List<NewDelivery> deliveries, List<NewDelivery> held) {
      return new Outcome(row, deliveries, held, Optional.empty());
    }

    static Outcome screened(MatchRow row, NewScreening screening) {
      return new Outcome(row, List.of(), List.of(), Optional.of(screening));
    }

    /// Rules against noise let it pass.
    ///
    /// @param keptBack how many they kept back before
    Outcome sent(long order, long keptBack) {
      var mark = new NoiseMark(order, Optional.empty(), keptBack);
      return new Outcome(row.decided(row.state(), mark), deliveries, held, screening);
    }

    /// Rules against noise keep it back, because of another alert where there is one.
    Outcome keptBack(long order, Optional<UUID> by) {
      var mark = new NoiseMark(order, by, 0);
      return unasked(row.decided(MatchState.SUPPRESSED, mark), List.of(), List.of());
    }

    /// It is stored, and nobody hears of it.
    Outcome silent() {
      return new Outcome(row, List.of(), List.of(), screening.map(NewScreening::silent));
    }

    /// The quota of its tenant folds it into a digest.
    Outcome folded() {
      return unasked(row.folded(), List.of(), List.of());
    }
  }

  /// The same, of which nobody hears.
  Evaluated silent() {
    return new Evaluated(matches.stream().map(Outcome::silent).toList(), failures);
  }

  boolean isNothing() {
    return matches.isEmpty() && failures.isEmpty();
  }

  List<MatchRow> rows() {
    return matches.stream().map(Outcome::row).toList();
  }

  /// The same with other outcomes for some matches.
  Evaluated replacing(Map<UUID, Outcome> byMatch) {
    return new Evaluated(
        matches.stream().map(it -> byMatch.getOrDefault(it.row().id(), it)).toList(), failures);
  }

  /// The deliveries of the matches that changed.
  List<NewDelivery> deliveriesOf(Set<UUID> changed) {
    return matches.stream()
        .filter(outcome -> changed.contains(outcome.row().id()))
        .flatMap(outcome -> outcome.deliveries().stream())
        .toList();
  }

  /// What messages about its matches are made of, by match id.
  ///
  /// @param network slug
  Map<UUID, FreshContent> contents(String network) {
    return matches.stream()
        .map(Outcome::row)
        .collect(Collectors.toMap(MatchRow::id, row -> row.fresh(network)));
  }

  /// What waits until the matches that changed are confirmed.
  List<NewDelivery> heldOf(Set<UUID> changed) {
    return matches.stream()
        .filter(outcome -> changed.contains(outcome.row().id()))
        .flatMap(outcome -> outcome.held().stream())
        .toList();
  }

  /// What is to be asked about the matches that changed.
  List<NewScreening> screeningsOf(Set<UUID> changed) {
    return matches.stream()
        .filter(outcome -> changed.contains(outcome.row().id()))
        .flatMap(outcome -> outcome.screening().stream())
        .toList();
  }

  /// The most deliveries this can cause at once.
  int maxDeliveries() {
    return matches.stream().mapToInt(outcome -> outcome.deliveries().size()).sum();
  }

  /// The matches of each monitor by itself, without the failures.
  List<Evaluated> byMonitor() {
    Map<UUID, List<Outcome>> groups =
        matches.stream().collect(Collectors.groupingBy(outcome -> outcome.row().monitor()));
    return groups.values().stream().map(group -> new Evaluated(group, List.of())).toList();
  }

  /// What each tenant comes to by itself.
  List<Evaluated> byTenant() {
    Map<TenantId, List<Outcome>> groups = new LinkedHashMap<>();
    Map<TenantId, List<EvaluationErrors.Entry>> failed = new LinkedHashMap<>();
    matches.forEach(
        it -> groups.computeIfAbsent(it.row().tenant(), _ -> new ArrayList<>()).add(it));
    failures.forEach(it -> failed.computeIfAbsent(it.tenant(), _ -> new ArrayList<>()).add(it));
    failed.keySet().forEach(tenant -> groups.putIfAbsent(tenant, List.of()));
    return groups.entrySet().stream()
        .map(it -> new Evaluated(it.getValue(), failed.getOrDefault(it.getKey(), List.of())))
        .toList();
  }

  /// The tenant of the first match or failure.
  ///
  /// @throws java.util.NoSuchElementException when there is neither
  TenantId tenant() {
    return matches.isEmpty() ? failures.getFirst().tenant() : matches.getFirst().row().tenant();
  }

  /// Several in one.
  static Evaluated together(List<Evaluated> parts) {
    return new Evaluated(
        parts.stream().flatMap(part -> part.matches().stream()).toList(),
        parts.stream().flatMap(part -> part.failures().stream()).toList());
  }

  /// The same without the matches of monitors at fault, whose failures are added.
  Evaluated without(List<EvaluationErrors.Entry> culprits) {
    Set<UUID> monitors =
        culprits.stream().map(EvaluationErrors.Entry::monitor).collect(Collectors.toSet());
    return together(
        List.of(
            new Evaluated(
                matches.stream()
                    .filter(outcome -> !monitors.contains(outcome.row().monitor()))
                    .toList(),
                failures),
            new Evaluated(List.of(), culprits)));
  }
}
