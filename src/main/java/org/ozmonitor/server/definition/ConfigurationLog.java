package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Configuration.NetworkEntry;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.async.OffLoop;
import org.ozmonitor.server.secret.DocumentSeal;

/// The configuration log: one version for all, and revisions valid for ranges of versions. Owns the
/// tables `config_head`, `config_revision`, `networks`, `monitors`, `triggers` and
/// `filter_scripts`.
///
/// What was valid at a version that is committed never changes, so reading it needs no snapshot:
/// later transactions only end revisions after it. Thread-safe; documents are decoded on worker
/// threads, page by page.
public final class ConfigurationLog {
  /// Bound on revisions that begin in one transaction.
  public static final int MAX_REVISIONS = 2000;

  private static final long MAX_CHARACTERS = 16L << 20;

  private static final String NETWORKS_NOW =
      """
      SELECT %s FROM config_revision
      WHERE kind = 'network' AND tenant_id IS NULL AND to_version IS NULL
        AND ($1::uuid IS NULL OR EXISTS (SELECT FROM network_claims c
                                         WHERE c.network_id = entity_id AND c.tenant_id <> $1))\
      """
          .formatted(RevisionPages.COLUMNS);

  private final Vertx vertx;
  private final DocumentSeal seal;
  private final Tenants tenants;
  private volatile Configuration newest = Configuration.empty();

  /// @param seal encrypts the secrets of documents that are written
  public ConfigurationLog(Vertx vertx, DocumentSeal seal) {
    this.vertx = vertx;
    this.seal = seal;
    this.tenants = new Tenants(seal);
  }

  /// The tenants of this log.
  public Tenants tenants() {
    return tenants;
  }

  DocumentSeal seal() {
    return seal;
  }

  /// Makes sure that a tenant exists.
  public Future<Void> ensureTenant(SqlClient client, TenantId tenant, String slug, String name) {
    return tenants.ensure(client, tenant, slug, name);
  }

  /// The newest version.
  public Future<Long> head(SqlClient client) {
    return client
        .preparedQuery("SELECT version FROM config_head")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /// Whether there is or ever was an entity of this kind and id.
  ///
  /// @param kind as it is stored: `network`, `monitor`
  public Future<Boolean> knows(SqlClient client, String kind, UUID id) {
    return client
        .preparedQuery(
            "SELECT EXISTS (SELECT FROM config_revision WHERE kind = $1 AND entity_id = $2)")
        .execute(Tuple.of(kind, id))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /// The configuration at a version, which must be committed, read from the database alone.
  public Future<Configuration> load(SqlClient client, long version) {
    return read(client, Configuration.empty(), version);
  }

  /// Others who need this version or a later one begin from it: a process holds one copy of what
  /// did not change since, and reads it once.
  void share(Configuration loaded) {
    newest = loaded;
  }

  /// The configuration at a later version, from what differs: revisions that begin or end in
  /// `(from, toVersion]`; from what was shared last, where that is nearer. What that could not read
  /// is read again. Where some of these are forgotten already ({@link OldRevisions}) it is loaded
  /// anew, and so is an earlier version, as a database has that was restored; fails for a version
  /// that is not kept any more.
  public Future<Configuration> advance(SqlClient client, Configuration from, long toVersion) {
    if (toVersion < from.version()) {
      return load(client, toVersion);
    }
    Configuration shared = newest;
    Configuration nearest =
        shared.version() > from.version() && shared.version() <= toVersion ? shared : from;
    Future<Configuration> found =
        nearest == shared && shared.version() == toVersion
            ? Future.succeededFuture(shared)
            : read(client, nearest, toVersion);
    return nearest.unreadable().isEmpty()
        ? found
        : found.compose(it -> MendedDocuments.readAgain(vertx, client, new EntryReader(seal), it));
  }

  private Future<Configuration> read(SqlClient client, Configuration from, long toVersion) {
    return new RevisionPages(vertx, client, seal)
        .between(from.version(), toVersion)
        .compose(
            changes ->
                prunedTo(client)
                    .compose(
                        prunedTo ->
                            prunedTo > toVersion
                                ? Future.failedFuture(notKept(toVersion, prunedTo))
                                : from.version() > 0 && prunedTo > from.version()
                                    ? load(client, toVersion) // what ended since is not known
                                    : OffLoop.call(
                                        vertx.getOrCreateContext(),
                                        () -> from.with(toVersion, changes))));
  }

  /// Whether a version that is committed can still be read.
  public Future<Boolean> isKept(SqlClient client, long version) {
    return prunedTo(client).map(prunedTo -> prunedTo <= version);
  }

  /// What ended with this version or before it may have been forgotten. Looked at after revisions
  /// were read: it only rises, so what was read then is whole.
  private static Future<Long> prunedTo(SqlClient client) {
    return client
        .query("SELECT pruned_to FROM config_head")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  private static IllegalStateException notKept(long version, long prunedTo) {
    return new IllegalStateException(
        "the configuration of version %d is not kept any more; the oldest is that of version %d"
            .formatted(version, prunedTo));
  }

  /// The first version since which the tenant has had an active monitor on a network without a
  /// break, and been served; empty when it never had one.
  public Future<OptionalLong> firstActive(SqlClient client, TenantId tenant, String networkSlug) {
    return firstActive(client, Set.of(tenant), networkSlug);
  }

  /// The earliest of the versions that {@link #firstActive(SqlClient, TenantId, String)} gives for
  /// some tenants.
  public Future<OptionalLong> firstActive(
      SqlClient client, Set<TenantId> tenants, String networkSlug) {
    return ActivityHistory.first(client, tenants, networkSlug);
  }

  /// The version with which the last active monitor of a network ended, whoever's it was; the
  /// greatest number while there is one, empty when there never was.
  public Future<OptionalLong> endOfActivity(SqlClient client, String networkSlug) {
    return ActivityHistory.end(client, networkSlug);
  }

  /// The networks of the platform, as they are now.
  ///
  /// @param without a tenant: then only those that others have a claim on
  Future<List<NetworkEntry>> networks(SqlClient client, Optional<TenantId> without) {
    return client
        .preparedQuery(NETWORKS_NOW)
        .execute(Tuple.of(without.map(TenantId::value).orElse(null)))
        .compose(
            rows ->
                OffLoop.call(vertx.getOrCreateContext(), () -> new EntryReader(seal).read(rows)))
        .map(entries -> entries.stream().map(NetworkEntry.class::cast).toList());
  }

  /// The keys of a tenant's triggers, as they are now.
  Future<Set<String>> triggerKeys(SqlClient client, TenantId tenant) {
    return client
        .preparedQuery("SELECT slug FROM triggers WHERE tenant_id = $1")
        .execute(Tuple.of(tenant.value()))
        .map(
            rows -> {
              Set<String> keys = new HashSet<>();
              rows.forEach(row -> keys.add(row.getString(0)));
              return keys;
            });
  }

  /// How many monitors tenants have now; who has none is not there.
  public Future<Map<TenantId, Long>> monitorCounts(SqlClient client) {
    return client
        .preparedQuery("SELECT tenant_id, count(*) FROM monitors GROUP BY tenant_id")
        .execute()
        .map(
            rows -> {
              Map<TenantId, Long> counts = new HashMap<>();
              rows.forEach(row -> counts.put(new TenantId(row.getUUID(0)), row.getLong(1)));
              return counts;
            });
  }

  /// As {@link #apply(SqlConnection, TenantId, ConfigurationTree, ApplyMode)} for a tree that keeps
  /// what it holds.
  public Future<ApplyResult> apply(
      SqlConnection connection, TenantId tenant, ConfigurationTree tree) {
    return apply(connection, tenant, tree, ApplyMode.TREE);
  }

  /// Makes the valid part of a tree the configuration of a tenant that is there, in the caller's
  /// transaction. At most {@link #MAX_REVISIONS} revisions begin, so that the transaction stays
  /// short; the caller applies the tree again until it is complete. Where nothing differs there is
  /// no new version. The last statement is the one that raises the version; the caller commits
  /// right after it.
  public Future<ApplyResult> apply(
      SqlConnection connection, TenantId tenant, ConfigurationTree tree, ApplyMode mode) {
    return new Revisions(connection, tenant, seal)
        .lockHead()
        .compose(
            head ->
                tenants
                    .get(connection, tenant)
                    .compose(
                        known ->
                            new TreeTransaction(connection, known, mode, seal)
                                .run(tree, head, MAX_REVISIONS, MAX_CHARACTERS)));
  }
}
