package org.ozmonitor.server.retention;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.retention.LogNeeds;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.block.OldEntries;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.work.LogUsers;
import org.ozmonitor.server.work.QuotaRows;

/// Removes the begin of block logs, down to what something still needs, and with it what quotas
/// counted there. That is found out in the
/// transaction that removes, while nobody can have something begin further down. Thread-safe.
final class LogCleaning {
  private final Database database;
  private final BlockLog blockLog;
  private final ConfigurationLog configurations;
  private final Supplier<Configuration> configuration;
  private final OldEntries entries = new OldEntries();
  private final LogUsers users = new LogUsers();
  private final QuotaRows quotas = new QuotaRows();

  LogCleaning(
      Database database,
      BlockLog blockLog,
      ConfigurationLog configurations,
      Supplier<Configuration> configuration) {
    this.database = database;
    this.blockLog = blockLog;
    this.configurations = configurations;
    this.configuration = configuration;
  }

  /// What one step did. Immutable.
  ///
  /// @param floor where the log is to begin
  /// @param left entries that are more than were to be kept, and are needed still
  record Removed(int entries, LogNeeds.Floor floor, long left) {
    static final Removed NOTHING =
        new Removed(0, new LogNeeds.Floor(0, LogNeeds.Holder.RETENTION), 0);
  }

  /// Removes some entries of one network.
  ///
  /// @param kept entries that stay in any case
  /// @param limit at least 1
  Future<Removed> step(NetworkId network, long kept, int limit) {
    return database.inTransaction(
        connection ->
            entries
                .lock(connection, network)
                .compose(_ -> entries.extent(connection, network))
                .compose(
                    extent ->
                        extent
                            .map(there -> remove(connection, network, there, kept, limit))
                            .orElseGet(() -> Future.succeededFuture(Removed.NOTHING))));
  }

  private Future<Removed> remove(
      SqlConnection connection, NetworkId network, OldEntries.Extent there, long kept, int limit) {
    long asked = Math.max(kept, OldEntries.LEAST_KEPT);
    return needs(connection, network, there.last())
        .map(needs -> needs.floor(asked))
        .compose(
            floor ->
                entries
                    .removeBelow(connection, network, floor.seq(), limit)
                    .compose(
                        removed ->
                            quotas.forget(connection, network, floor.seq(), limit).map(removed))
                    .map(
                        removed ->
                            new Removed(
                                removed,
                                floor,
                                Math.max(0, there.last() - asked + 1 - floor.seq()))));
  }

  private Future<LogNeeds> needs(SqlConnection connection, NetworkId network, long tip) {
    Future<OptionalLong> reach = entries.reach(connection, network);
    Future<OptionalLong> lane = users.hindmost(connection, network);
    Future<OptionalLong> awaited = users.awaited(connection, network);
    return Future.all(reach, lane, awaited)
        .compose(_ -> beginning(connection, network))
        .map(
            beginning ->
                new LogNeeds(tip, reach.result(), lane.result(), awaited.result(), beginning));
  }

  /// Empty while no entry knows such a tenant: it will begin at the end.
  private Future<OptionalLong> beginning(SqlConnection connection, NetworkId network) {
    Configuration newest = configuration.get();
    Optional<String> slug =
        Optional.ofNullable(newest.networks().get(network)).map(it -> it.definition().slug());
    if (slug.isEmpty()) {
      return Future.succeededFuture(OptionalLong.empty());
    }
    return users
        .withoutLane(connection, network, newest.tenantsOn(slug.get()))
        .compose(
            tenants ->
                tenants.isEmpty()
                    ? Future.succeededFuture(OptionalLong.empty())
                    : configurations.firstActive(connection, tenants, slug.get()))
        .compose(
            version ->
                version.isEmpty()
                    ? Future.succeededFuture(OptionalLong.empty())
                    : blockLog.firstSeqKnowing(connection, network, version.getAsLong()));
  }
}
