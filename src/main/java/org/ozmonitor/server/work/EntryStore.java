package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.noise.MatchQuota;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.notification.ClaimedDelivery;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.HeldDeliveries;
import org.ozmonitor.server.notification.NewDelivery;

/// Stores what an entry came to, in the transaction that moves the lane: rules against noise and
/// quotas are applied, then the matches that are news are stored with what they send. Thread-safe.
final class EntryStore {
  private final Matches matches;
  private final EvaluationErrors errors;
  private final Deliveries deliveries;
  private final HeldDeliveries held;
  private final Screenings screenings = new Screenings();
  private final KeepingBack keepingBack = new KeepingBack();
  private final Folding folding = new Folding();
  private final String node;

  /// @param node this process's id
  EntryStore(
      Matches matches,
      EvaluationErrors errors,
      Deliveries deliveries,
      HeldDeliveries held,
      String node) {
    this.matches = matches;
    this.errors = errors;
    this.deliveries = deliveries;
    this.held = held;
    this.node = node;
  }

  /// Where something is stored.
  ///
  /// @param valid the configuration at the entry
  record At(NetworkId network, LogEntry entry, Configuration valid) {}

  /// What was stored. Immutable.
  ///
  /// @param due deliveries that were not claimed at once
  /// @param toScreen matches whose filter scripts are to be asked
  /// @param isOver whether a quota folded something
  record Saved(
      int changed,
      List<ClaimedDelivery> claimed,
      int due,
      int toScreen,
      boolean isOver,
      List<EvaluationErrors.Entry> failures) {
    static final Saved NOTHING = new Saved(0, List.of(), 0, 0, false, List.of());

    /// What is awaited with it.
    Awaiting after(Awaiting before, LogEntry entry, Evaluated evaluated) {
      Awaiting all = before.and(evaluated.rows());
      return isOver ? all.andDigest(MatchQuota.end(entry.blockTime())) : all;
    }
  }

  /// @param reserved slots for deliveries, at least 0
  Future<Saved> save(SqlConnection connection, At at, Evaluated evaluated, int reserved) {
    if (evaluated.isNothing()) {
      return Future.succeededFuture(Saved.NOTHING);
    }
    NetworkId network = at.network();
    long seq = at.entry().seq();
    return errors
        .record(connection, network, seq, evaluated.failures())
        .compose(_ -> keepingBack.apply(connection, network, at.valid(), seq, evaluated))
        .compose(decided -> folding.apply(connection, network, at.valid(), at.entry(), decided))
        .compose(
            folded ->
                store(connection, seq, folded.evaluated().rows())
                    .compose(changed -> send(connection, at, folded, changed, reserved)));
  }

  /// Nearly always all are new; only those that are not need a look at what they said before.
  private Future<Set<UUID>> store(SqlConnection connection, long seq, List<MatchRow> rows) {
    return rows.isEmpty()
        ? Future.succeededFuture(Set.of())
        : matches
            .insert(connection, rows)
            .compose(
                made -> {
                  List<MatchRow> known =
                      rows.stream().filter(row -> !made.contains(row.id())).toList();
                  return known.isEmpty()
                      ? Future.succeededFuture(made)
                      : change(connection, seq, known)
                          .map(
                              changed -> {
                                changed.addAll(made);
                                return changed;
                              });
                });
  }

  private Future<Set<UUID>> change(SqlConnection connection, long seq, List<MatchRow> known) {
    return deliveries
        .keepPayloads(
            connection,
            known.stream().map(row -> row.tenant().value()).toList(),
            known.stream().map(MatchRow::id).toList(),
            seq)
        .compose(_ -> matches.upsert(connection, known));
  }

  private static String slug(At at) {
    var network = at.valid().networks().get(at.network());
    return network == null ? "" : network.definition().slug();
  }

  private Future<Saved> send(
      SqlConnection connection, At at, Folding.Folded folded, Set<UUID> changed, int reserved) {
    Evaluated evaluated = folded.evaluated();
    List<NewDelivery> news = evaluated.deliveriesOf(changed);
    List<NewScreening> toScreen = evaluated.screeningsOf(changed);
    return folding
        .record(connection, at.network(), at.entry(), folded, changed)
        .compose(_ -> held.hold(connection, evaluated.heldOf(changed)))
        .compose(_ -> screenings.insert(connection, toScreen))
        .compose(
            _ -> deliveries.insert(connection, news, evaluated.contents(slug(at)), reserved, node))
        .map(
            claimed ->
                new Saved(
                    changed.size(),
                    claimed,
                    news.size() - claimed.size(),
                    toScreen.size(),
                    folded.isOver(),
                    evaluated.failures()));
  }
}
