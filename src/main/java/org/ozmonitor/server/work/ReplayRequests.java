package org.ozmonitor.server.work;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.block.OldEntries;
import org.ozmonitor.server.block.PastBlocks;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.postgres.Database;

/// Takes what somebody wants walked once more and makes the lane for it; workers do the rest.
/// Thread-safe.
public final class ReplayRequests {
  private static final String SECONDS_AGO = "SELECT extract(epoch FROM ozm_now())::bigint - $1";

  private final Database database;
  private final ConfigurationLog configurations;
  private final Supplier<UUID> ids;
  private final OldEntries entries = new OldEntries();
  private final PastBlocks past = new PastBlocks();
  private final AsideLanes lanes = new AsideLanes();
  private final Replays replays = new Replays();

  /// @param database a pool of the engine role
  /// @param ids of new replays
  public ReplayRequests(Database database, ConfigurationLog configurations, Supplier<UUID> ids) {
    this.database = database;
    this.configurations = configurations;
    this.ids = ids;
  }

  /// With which configuration blocks are evaluated.
  public sealed interface With {
    /// Each with the one it was first evaluated with.
    record OwnVersion() implements With {}

    /// All with one version.
    record Version(long version) implements With {}

    /// All with the newest version there is.
    record Newest() implements With {}
  }

  /// What is wanted. Immutable.
  ///
  /// @param network slug
  /// @param tenant slug; empty: all tenants, or the default one where a monitor is named
  /// @param monitor name; empty: all
  /// @param send whether matches are sent that would only be stored otherwise
  /// @param retention how long matches are kept: with their own configuration, blocks younger than
  ///     this send what is missing, since it would be there if it had been sent
  public record Request(
      String network,
      long firstHeight,
      long lastHeight,
      Optional<String> tenant,
      Optional<String> monitor,
      With with,
      boolean send,
      Duration retention) {}

  /// What came of a request.
  public sealed interface Answer {
    /// It waits for a worker.
    ///
    /// @param blocks entries to be evaluated, at most
    /// @param missing heights of which the log has no block
    /// @param tenants for which it is done
    /// @param behind tenants for which it is not, since their own lanes have these blocks before
    /// them
    record Begun(UUID id, long blocks, long missing, int tenants, int behind) implements Answer {}

    /// Nothing was done.
    ///
    /// @param why for people
    record Refused(String why) implements Answer {}
  }

  /// Why nothing is done; leaves the chain of steps.
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String why) {
      super(why, null, false, false);
    }
  }

  /// Makes a replay, or says why not.
  public Future<Answer> begin(Request request) {
    return database
        .inTransaction(connection -> begin(connection, request))
        .recover(
            cause ->
                cause instanceof Refusal refusal
                    ? Future.succeededFuture(
                        new Answer.Refused(String.valueOf(refusal.getMessage())))
                    : Future.failedFuture(cause));
  }

  /// How far a replay is; empty when there is none of this id.
  public Future<Optional<Replays.Status>> status(UUID id) {
    return replays.status(database.reader(), id);
  }

  /// Ends a replay where it is; false when there is none that runs.
  public Future<Boolean> cancel(UUID id) {
    return database.inTransaction(
        connection ->
            lanes
                .remove(connection, id)
                .compose(_ -> replays.finish(connection, id, Replays.Outcome.CANCELLED)));
  }

  /// @param monitor empty: all
  private record Whose(Optional<TenantId> tenant, Optional<UUID> monitor) {}

  private Future<Answer> begin(SqlConnection connection, Request request) {
    NetworkId network = EntityIds.platformNetwork(request.network());
    return known(connection, "network", network.value(), "there is no network " + request.network())
        .compose(_ -> whose(connection, request))
        .compose(
            whose ->
                version(connection, request)
                    .compose(
                        version ->
                            span(connection, network, request)
                                .compose(
                                    span ->
                                        create(
                                            connection, network, request, whose, version, span))));
  }

  private Future<Whose> whose(SqlConnection connection, Request request) {
    Optional<String> slug =
        request.tenant().or(() -> request.monitor().map(_ -> Tenant.DEFAULT_SLUG));
    if (slug.isEmpty()) {
      return Future.succeededFuture(new Whose(Optional.empty(), Optional.empty()));
    }
    return configurations
        .tenants()
        .find(connection, slug.get())
        .compose(
            found ->
                found.isEmpty()
                    ? Future.failedFuture(new Refusal("there is no tenant " + slug.get()))
                    : monitor(connection, request, found.get().id())
                        .map(monitor -> new Whose(Optional.of(found.get().id()), monitor)));
  }

  private Future<Optional<UUID>> monitor(
      SqlConnection connection, Request request, TenantId tenant) {
    if (request.monitor().isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    UUID id = EntityIds.monitor(tenant, request.monitor().get());
    return known(connection, "monitor", id, "there is no monitor " + request.monitor().get())
        .map(_ -> Optional.of(id));
  }

  private Future<Void> known(SqlClient client, String kind, UUID id, String otherwise) {
    return configurations
        .knows(client, kind, id)
        .compose(
            known ->
                known ? Future.succeededFuture() : Future.failedFuture(new Refusal(otherwise)));
  }

  private Future<OptionalLong> version(SqlConnection connection, Request request) {
    return configurations
        .head(connection)
        .compose(
            head ->
                switch (request.with()) {
                  case With.OwnVersion() -> Future.succeededFuture(OptionalLong.empty());
                  case With.Newest() -> Future.succeededFuture(OptionalLong.of(head));
                  case With.Version(long version) ->
                      version <= head
                          ? kept(connection, version)
                          : Future.failedFuture(
                              new Refusal("the newest version of the configuration is " + head));
                });
  }

  private Future<OptionalLong> kept(SqlConnection connection, long version) {
    return configurations
        .isKept(connection, version)
        .compose(
            kept ->
                kept
                    ? Future.succeededFuture(OptionalLong.of(version))
                    : Future.failedFuture(
                        new Refusal("the configuration of this version is not kept any more")));
  }

  private Future<PastBlocks.Span> span(
      SqlConnection connection, NetworkId network, Request request) {
    return entries
        .hold(connection, network)
        .compose(_ -> past.span(connection, network, request.firstHeight(), request.lastHeight()))
        .compose(
            span ->
                span.map(Future::succeededFuture)
                    .orElseGet(
                        () ->
                            Future.failedFuture(
                                new Refusal(
                                    "the log has no block of these heights, or none any more"
                                        + " (retention.block_log_entries)"))));
  }

  private Future<Answer> create(
      SqlConnection connection,
      NetworkId network,
      Request request,
      Whose whose,
      OptionalLong version,
      PastBlocks.Span span) {
    return lanes
        .own(connection, network, whose.tenant())
        .compose(
            own -> {
              Map<TenantId, Long> ready = new HashMap<>(own);
              ready.values().removeIf(seq -> seq < span.lastSeq());
              if (ready.isEmpty()) {
                return Future.failedFuture(
                    new Refusal(
                        own.isEmpty()
                            ? "nobody's monitors are evaluated on this network"
                            : "these blocks are still before the lanes of these tenants"));
              }
              return silentBefore(connection, request, version)
                  .compose(
                      silentBefore ->
                          create(
                              connection,
                              new Replays.Replay(
                                  ids.get(),
                                  network,
                                  request.firstHeight(),
                                  request.lastHeight(),
                                  span.firstSeq(),
                                  span.lastSeq(),
                                  whose.monitor(),
                                  silentBefore,
                                  span.blocks()),
                              ready.keySet(),
                              version))
                  .map(
                      id ->
                          new Answer.Begun(
                              id,
                              span.blocks(),
                              request.lastHeight() - request.firstHeight() + 1 - span.heights(),
                              ready.size(),
                              own.size() - ready.size()));
            });
  }

  private Future<UUID> create(
      SqlConnection connection,
      Replays.Replay replay,
      Set<TenantId> tenants,
      OptionalLong version) {
    return replays
        .create(connection, replay)
        .compose(
            _ ->
                lanes.create(
                    connection,
                    replay.id(),
                    replay.network(),
                    tenants,
                    replay.firstSeq(),
                    replay.lastSeq(),
                    version,
                    "blocks %d to %d once more"
                        .formatted(replay.firstHeight(), replay.lastHeight())))
        .map(replay.id());
  }

  /// What another configuration finds was never owed to anybody. What their own finds would be
  /// there
  /// if it had been, as long as matches are kept.
  private Future<Long> silentBefore(
      SqlConnection connection, Request request, OptionalLong version) {
    if (request.send()) {
      return Future.succeededFuture(0L);
    }
    return version.isPresent()
        ? Future.succeededFuture(Long.MAX_VALUE)
        : connection
            .preparedQuery(SECONDS_AGO)
            .execute(Tuple.of(request.retention().toSeconds()))
            .map(rows -> rows.iterator().next().getLong(0));
  }
}
