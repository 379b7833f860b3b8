package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.LeaseKeeper;
import org.ozmonitor.server.postgres.SqlState;

/// Keeps one tenant equal to its tree, under a lease of its own: trees of different tenants may be
/// imported by different nodes, and what is wrong with one stops no other. Confined to one context.
final class TenantImport {
  /// A changed file is active within a second: seen, read, written, loaded.
  private static final Duration TREE_POLL = Duration.ofMillis(250);

  private final DefinitionModule.Needs needs;
  private final ConfigurationLog configurations;
  private final TenantTree tree;
  private final LongConsumer onVersion;
  private final Consumer<List<Problem>> onProblems;
  private @Nullable LeaseKeeper lease;
  private @Nullable DirectoryImport directoryImport;

  TenantImport(
      DefinitionModule.Needs needs,
      ConfigurationLog configurations,
      TenantTree tree,
      LongConsumer onVersion,
      Consumer<List<Problem>> onProblems) {
    this.needs = needs;
    this.configurations = configurations;
    this.tree = tree;
    this.onVersion = onVersion;
    this.onProblems = onProblems;
  }

  /// The import asks for the lease whenever it needs it.
  private static final class Watching implements LeaseKeeper.Holder {
    @Override
    public void acquired(Lease lease) {
      // read through LeaseKeeper.current
    }

    @Override
    public void lost(Lease lease) {
      // read through LeaseKeeper.current
    }
  }

  /// Makes sure of the tenant and imports its tree, or finds it imported.
  Future<Void> start() {
    return tenant(needs.nanoTime().getAsLong()).compose(this::start);
  }

  /// Completes when work in hand is done; the lease is given back.
  Future<Void> stop() {
    LeaseKeeper held = lease;
    DirectoryImport running = directoryImport;
    return held == null || running == null
        ? Future.succeededFuture()
        : running.stop().compose(_ -> held.stop());
  }

  /// The trees of many tenants, on many nodes, wait for one lock.
  private Future<TenantId> tenant(long startedAt) {
    return tenant()
        .recover(
            cause ->
                SqlState.isTransient(cause)
                        && needs.nanoTime().getAsLong() - startedAt < patience().toNanos()
                    ? needs.vertx().timer(TREE_POLL.toMillis()).compose(_ -> tenant(startedAt))
                    : Future.failedFuture(cause));
  }

  private Future<TenantId> tenant() {
    if (tree.isOwn()) {
      return configurations
          .ensureTenant(needs.database().reader(), TenantId.DEFAULT, tree.tenant(), "Default")
          .map(TenantId.DEFAULT);
    }
    return needs
        .database()
        .inTransaction(
            connection ->
                configurations
                    .tenants()
                    .findOrCreate(connection, tree.tenant(), needs.newTenants()))
        .map(found -> found.id());
  }

  private Future<Void> start(TenantId tenant) {
    LeaseKeeper keeper =
        new LeaseKeeper(
            needs.vertx(),
            needs.leases(),
            "config-import:" + tenant,
            needs.node(),
            needs.leaseTimes(),
            needs.nanoTime(),
            new Watching());
    DirectoryImport started =
        new DirectoryImport(
            needs.vertx(),
            needs.database(),
            configurations,
            settings(tenant),
            needs.engines(),
            () -> keeper.current().isPresent(),
            onVersion,
            onProblems,
            needs.nanoTime());
    lease = keeper;
    directoryImport = started;
    keeper.start();
    return started.start();
  }

  private DirectoryImport.Settings settings(TenantId tenant) {
    return new DirectoryImport.Settings(
        tree, tenant, needs.node(), needs.secrets(), needs.limits(), TREE_POLL, patience());
  }

  private Duration patience() {
    return needs.leaseTimes().ttl().multipliedBy(2).plusSeconds(2);
  }
}
