package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.HeldDeliveries;
import org.ozmonitor.server.notification.NewDelivery;
import org.ozmonitor.server.work.NoiseRows.Released;

/// When an alert comes to nothing, the earliest match that it kept back and that stands takes its
/// place; where it has conditions, after they were asked. Thread-safe.
public final class Releasing {
  private final NoiseRows rows = new NoiseRows();
  private final Screenings screenings = new Screenings();
  private final HeldDeliveries held;
  private final Deliveries deliveries;
  private final String node;

  /// @param node this process's id
  public Releasing(HeldDeliveries held, Deliveries deliveries, String node) {
    this.held = held;
    this.deliveries = deliveries;
    this.node = node;
  }

  /// Makes alerts of what some matches kept back, in the caller's transaction, which must have
  /// ended
  /// these matches before: a repetition finds nothing more to release. Deliveries are held where
  /// the monitor wants it and the match is not confirmed.
  ///
  /// @param configuration says who hears of it; a monitor that it does not know stays silent
  /// @param matches of one tenant
  /// @param causeSeq the entry of the block log that is the cause
  /// @return the number of deliveries that are due
  public Future<Integer> releaseSuppressed(
      SqlConnection transaction,
      Configuration configuration,
      TenantId tenant,
      Collection<UUID> matches,
      long causeSeq) {
    if (matches.isEmpty()) {
      return Future.succeededFuture(0);
    }
    return rows.earliest(transaction, tenant, matches)
        .map(earliest -> known(configuration, earliest))
        .compose(
            known ->
                known.isEmpty()
                    ? Future.succeededFuture(0)
                    : rows.release(
                            transaction,
                            tenant,
                            known.keySet(),
                            screened(configuration, known),
                            causeSeq)
                        .compose(released -> send(transaction, configuration, tenant, released)));
  }

  private static Map<UUID, UUID> known(Configuration configuration, Map<UUID, UUID> monitors) {
    Map<UUID, UUID> known = new HashMap<>(monitors);
    known.values().removeIf(monitor -> !configuration.monitors().containsKey(monitor));
    return known;
  }

  private static List<UUID> screened(Configuration configuration, Map<UUID, UUID> monitors) {
    return monitors.entrySet().stream()
        .filter(entry -> isScreened(monitor(configuration, entry.getValue())))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean isScreened(Monitor monitor) {
    return !monitor.triggerConditions().isEmpty();
  }

  /// @param id of one that is known
  private static Monitor monitor(Configuration configuration, UUID id) {
    return Objects.requireNonNull(configuration.monitors().get(id)).definition();
  }

  private Future<Integer> send(
      SqlConnection transaction,
      Configuration configuration,
      TenantId tenant,
      List<Released> released) {
    List<NewDelivery> now = new ArrayList<>();
    List<NewDelivery> later = new ArrayList<>();
    List<NewScreening> toScreen = new ArrayList<>();
    for (Released match : released) {
      Monitor monitor = monitor(configuration, match.monitor());
      NewScreening news = news(configuration, tenant, monitor, match);
      if (isScreened(monitor)) {
        toScreen.add(news);
      } else {
        now.addAll(news.deliveries());
        later.addAll(news.held());
      }
    }
    return held.hold(transaction, later)
        .compose(_ -> screenings.insert(transaction, toScreen))
        .compose(_ -> deliveries.insert(transaction, now, 0, node))
        .map(_ -> now.size());
  }

  private static NewScreening news(
      Configuration configuration, TenantId tenant, Monitor monitor, Released match) {
    var routes = new Routes(configuration);
    var detected = routes.of(tenant, monitor, match.id(), "detected", match.seq());
    var confirmed = routes.of(tenant, monitor, match.id(), "confirmed", match.seq());
    boolean isHeld = match.awaits() && monitor.alerting().confirmations().isPresent();
    List<NewDelivery> now = new ArrayList<>(isHeld ? List.of() : detected);
    List<NewDelivery> later = new ArrayList<>(isHeld ? detected : List.of());
    (match.awaits() ? later : now).addAll(confirmed);
    return new NewScreening(tenant, match.id(), match.seq(), configuration.version(), now, later);
  }
}
