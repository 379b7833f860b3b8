package org.ozmonitor.server.definition;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.LeaseKeeper;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.secret.DocumentSeal;

/// Configuration of one node: imports the tree of `--config-dir` where there is one, and keeps the
/// newest configuration loaded. Thread-safe: what it runs is confined to one context of its own.
public final class DefinitionModule {
  /// A changed file is active within a second: seen, read, written, loaded.
  private static final Duration TREE_POLL = Duration.ofMillis(250);

  private static final Duration HEAD_POLL = Duration.ofMillis(500);

  private final Needs needs;
  private final Context context;
  private final TenantId tenant;
  private final ConfigurationLog configurations;
  private final ConfigurationWatch watch;
  private final LeaseKeeper importLease;
  private final Optional<DirectoryImport> directoryImport;

  /// What the module stands on.
  ///
  /// @param node id of this node
  /// @param onVersion hears of versions that this node made, to tell other nodes; a hint
  /// @param onProblems hears all problems of the tree whenever it was read
  public record Needs(
      Vertx vertx,
      Database database,
      Leases leases,
      LeaseTimes leaseTimes,
      String node,
      Secrets secrets,
      DocumentSeal seal,
      TreeLimits limits,
      List<ChainEngine> engines,
      LongSupplier nanoTime,
      LongConsumer onVersion,
      Consumer<List<Problem>> onProblems) {}

  /// @param tree the directory of `--config-dir`
  public DefinitionModule(Needs needs, Optional<Path> tree) {
    this.needs = needs;
    this.context = needs.vertx().getOrCreateContext();
    this.tenant = TenantId.DEFAULT;
    this.configurations = new ConfigurationLog(needs.vertx(), needs.seal());
    this.watch =
        new ConfigurationWatch(needs.vertx(), needs.database().reader(), configurations, HEAD_POLL);
    this.importLease =
        new LeaseKeeper(
            needs.vertx(),
            needs.leases(),
            "config-import:" + tenant,
            needs.node(),
            needs.leaseTimes(),
            needs.nanoTime(),
            new Watching());
    this.directoryImport = tree.map(this::directoryImport);
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

  /// Makes sure of the tenant, imports the tree or finds it imported, loads the configuration.
  public Future<Void> start() {
    return onContext(
        () ->
            configurations
                .ensureTenant(needs.database().reader(), tenant, "default", "Default")
                .compose(_ -> startImport())
                .compose(_ -> watch.start())
                .recover(this::giveUp));
  }

  /// Stops in reverse order; the lease of the importer is given back.
  public Future<Void> stop() {
    return onContext(() -> watch.stop().compose(_ -> stopImport()));
  }

  public ConfigurationLog configurations() {
    return configurations;
  }

  /// The newest configuration, and whom to tell when it changes.
  public ConfigurationWatch watch() {
    return watch;
  }

  private Future<Void> onContext(Supplier<Future<Void>> work) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(_ -> work.get().onComplete(done));
    return done.future();
  }

  /// A start that failed keeps no lease from others.
  private Future<Void> giveUp(Throwable cause) {
    return stopImport().otherwiseEmpty().compose(_ -> Future.failedFuture(cause));
  }

  private Future<Void> stopImport() {
    return directoryImport.isEmpty()
        ? Future.succeededFuture()
        : directoryImport.get().stop().compose(_ -> importLease.stop());
  }

  private Future<Void> startImport() {
    if (directoryImport.isEmpty()) {
      return Future.succeededFuture();
    }
    importLease.start();
    return directoryImport.get().start();
  }

  private DirectoryImport directoryImport(Path tree) {
    Duration patience = needs.leaseTimes().ttl().multipliedBy(2).plusSeconds(2);
    return new DirectoryImport(
        needs.vertx(),
        needs.database(),
        configurations,
        new DirectoryImport.Settings(
            tree, tenant, needs.node(), needs.secrets(), needs.limits(), TREE_POLL, patience),
        needs.engines(),
        () -> importLease.current().isPresent(),
        this::onVersion,
        needs.onProblems(),
        needs.nanoTime());
  }

  private void onVersion(long version) {
    watch.poke();
    needs.onVersion().accept(version);
  }
}
