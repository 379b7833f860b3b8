package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Severity;
import org.ozmonitor.core.noise.MatchQuota;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.notification.NewDelivery;
import org.ozmonitor.server.work.Evaluated.Outcome;

/// Applies the quotas of tenants to the alerts of one block, in the transaction that stores them
/// and after the rules against noise: what blocks before it have sent is all that decides, so a
/// repetition decides the same. Tenants without quotas cost nothing. Thread-safe.
final class Folding {
  private final QuotaRows rows = new QuotaRows();

  /// A block after quotas were applied.
  ///
  /// @param alerts of tenants with quotas
  /// @param folded by match, what was not sent because of a quota: the outcome before
  record Folded(Evaluated evaluated, List<Outcome> alerts, Map<UUID, Outcome> folded) {
    static Folded none(Evaluated evaluated) {
      return new Folded(evaluated, List.of(), Map.of());
    }

    /// Whether a digest will have to tell of it.
    boolean isOver() {
      return !folded.isEmpty();
    }
  }

  /// @param valid the configuration at the block
  Future<Folded> apply(
      SqlConnection connection,
      NetworkId network,
      Configuration valid,
      LogEntry block,
      Evaluated evaluated) {
    Map<TenantId, List<Outcome>> alerts = alerts(valid, evaluated);
    if (alerts.isEmpty()) {
      return Future.succeededFuture(Folded.none(evaluated));
    }
    long minute = MatchQuota.minute(block.blockTime());
    return rows.sentBefore(connection, network, alerts.keySet(), minute, block.seq())
        .map(before -> fold(valid, evaluated, alerts, before));
  }

  /// What would be sent, of tenants with a quota, in the order in which it is.
  private static Map<TenantId, List<Outcome>> alerts(Configuration valid, Evaluated evaluated) {
    Map<TenantId, Boolean> limited = new HashMap<>();
    Map<TenantId, List<Outcome>> alerts = new LinkedHashMap<>();
    for (Outcome outcome : evaluated.matches()) {
      TenantId tenant = outcome.row().tenant();
      if (limited.computeIfAbsent(tenant, id -> !quota(valid, id).isUnlimited())
          && triggers(outcome).findAny().isPresent()) {
        alerts.computeIfAbsent(tenant, _ -> new ArrayList<>()).add(outcome);
      }
    }
    alerts.replaceAll((_, ofTenant) -> inOrder(valid, ofTenant));
    return alerts;
  }

  private static MatchQuota quota(Configuration valid, TenantId tenant) {
    return MatchQuota.of(valid.tenant(tenant).limits());
  }

  private static Folded fold(
      Configuration valid,
      Evaluated evaluated,
      Map<TenantId, List<Outcome>> alerts,
      Map<UUID, Long> before) {
    Map<UUID, Outcome> folded = new LinkedHashMap<>();
    Map<UUID, Outcome> silent = new HashMap<>();
    alerts.forEach(
        (tenant, ofTenant) -> {
          long earlier = before.getOrDefault(tenant.value(), 0L);
          int sent = quota(valid, tenant).sent(ofTenant.size(), earlier);
          for (Outcome over : ofTenant.subList(sent, ofTenant.size())) {
            folded.put(over.row().id(), over);
            silent.put(over.row().id(), over.folded());
          }
        });
    return new Folded(
        evaluated.replacing(silent),
        alerts.values().stream().flatMap(List::stream).toList(),
        folded);
  }

  /// The graver monitors first, then as the block has its transactions; an index may have the
  /// monitors of one transaction in any order.
  private static List<Outcome> inOrder(Configuration valid, List<Outcome> alerts) {
    Map<String, Integer> places = new HashMap<>();
    alerts.forEach(it -> places.putIfAbsent(it.row().transactionId(), places.size()));
    return alerts.stream()
        .sorted(
            Comparator.<Outcome>comparingInt(it -> -severity(valid, it))
                .thenComparingInt(it -> places.getOrDefault(it.row().transactionId(), 0))
                .thenComparing(it -> it.row().monitor()))
        .toList();
  }

  /// A monitor without severity stands with the medium ones.
  private static int severity(Configuration valid, Outcome outcome) {
    var monitor = valid.monitors().get(outcome.row().monitor());
    return monitor == null
        ? Severity.MEDIUM.rank()
        : monitor.definition().alerting().severity().orElse(Severity.MEDIUM).rank();
  }

  /// Writes down what was sent and what was folded, of the matches that changed.
  Future<Void> record(
      SqlConnection connection,
      NetworkId network,
      LogEntry block,
      Folded folded,
      Set<UUID> changed) {
    Map<TenantId, List<Outcome>> news = new LinkedHashMap<>();
    folded.alerts().stream()
        .filter(it -> changed.contains(it.row().id()))
        .forEach(it -> news.computeIfAbsent(it.row().tenant(), _ -> new ArrayList<>()).add(it));
    List<QuotaRows.Use> uses =
        news.entrySet().stream()
            .map(entry -> use(entry.getKey(), entry.getValue(), folded.folded()))
            .toList();
    return rows.record(connection, network, block, uses);
  }

  private static QuotaRows.Use use(
      TenantId tenant, List<Outcome> news, Map<UUID, Outcome> allFolded) {
    Map<UUID, QuotaRows.Fold> byTrigger = new HashMap<>();
    int folded = 0;
    for (Outcome outcome : news) {
      UUID match = outcome.row().id();
      if (allFolded.containsKey(match)) {
        folded++;
        Set<UUID> triggers = new HashSet<>(triggers(outcome).toList());
        triggers.forEach(
            trigger ->
                byTrigger.merge(
                    trigger,
                    new QuotaRows.Fold(match, 1),
                    (one, other) ->
                        new QuotaRows.Fold(one.first(), one.matches() + other.matches())));
      }
    }
    return new QuotaRows.Use(tenant, news.size() - folded, folded, byTrigger);
  }

  /// Who would hear of it.
  private static Stream<UUID> triggers(Outcome outcome) {
    return Stream.concat(
            Stream.concat(outcome.deliveries().stream(), outcome.held().stream()),
            outcome.screening().stream()
                .flatMap(it -> Stream.concat(it.deliveries().stream(), it.held().stream())))
        .map(NewDelivery::trigger);
  }
}
