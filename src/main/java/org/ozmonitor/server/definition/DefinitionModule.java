package org.ozmonitor.server.definition;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.core.tenant.TenantLimits;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.postgres.Database;

/// Configuration of one node: imports the trees of `--config-dir` where there are some, and keeps
/// the newest configuration loaded. Thread-safe: what it runs is confined to one context of its
/// own.
public final class DefinitionModule {
  /// A change that no hint tells of, such as a command's, is active within a second.
  private static final Duration HEAD_POLL = Duration.ofMillis(500);

  private final Needs needs;
  private final Context context;
  private final ConfigurationLog configurations;
  private final ConfigurationWatch watch;
  private final List<TenantImport> imports = new ArrayList<>();
  private final SequencedMap<String, List<Problem>> problems = new LinkedHashMap<>();

  /// What the module stands on.
  ///
  /// @param node id of this node
  /// @param configurations what this module has loaded is shared with all who ask it
  /// @param limits of one tree
  /// @param newTenants limits of a tenant that has a tree and is not known yet
  /// @param reloadInterval how often the whole configuration is compared with the database
  /// @param onVersion hears of versions that this node made, to tell other nodes; a hint
  /// @param onProblems hears all problems of all trees whenever one was read
  public record Needs(
      Vertx vertx,
      Database database,
      Leases leases,
      LeaseTimes leaseTimes,
      String node,
      Secrets secrets,
      ConfigurationLog configurations,
      TreeLimits limits,
      TenantLimits newTenants,
      Duration reloadInterval,
      List<ChainEngine> engines,
      LongSupplier nanoTime,
      LongConsumer onVersion,
      Consumer<List<Problem>> onProblems) {}

  /// @param trees those of `--config-dir`, one a tenant
  public DefinitionModule(Needs needs, List<TenantTree> trees) {
    this.needs = needs;
    this.context = needs.vertx().getOrCreateContext();
    this.configurations = needs.configurations();
    this.watch =
        new ConfigurationWatch(
            needs.vertx(),
            needs.database().reader(),
            configurations,
            HEAD_POLL,
            needs.reloadInterval());
    for (TenantTree tree : trees) {
      imports.add(
          new TenantImport(
              needs, configurations, tree, this::onVersion, found -> onProblems(tree, found)));
    }
  }

  /// Makes sure of the default tenant, imports the trees or finds them imported, one after the
  /// other, and loads the configuration.
  public Future<Void> start() {
    return onContext(
        () ->
            configurations
                .ensureTenant(
                    needs.database().reader(), TenantId.DEFAULT, Tenant.DEFAULT_SLUG, "Default")
                .compose(_ -> startInTurn())
                .compose(_ -> watch.start())
                .recover(this::giveUp));
  }

  /// Stops in reverse order; the leases of the importers are given back.
  public Future<Void> stop() {
    return onContext(() -> watch.stop().compose(_ -> stopImports()));
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
    return stopImports().otherwiseEmpty().compose(_ -> Future.failedFuture(cause));
  }

  private Future<Void> stopImports() {
    return Future.join(imports.stream().map(TenantImport::stop).toList()).mapEmpty();
  }

  private Future<Void> startInTurn() {
    Future<Void> done = Future.succeededFuture();
    for (TenantImport one : imports) {
      done = done.compose(_ -> one.start());
    }
    return done;
  }

  private void onProblems(TenantTree tree, List<Problem> found) {
    problems.put(tree.tenant(), found);
    needs.onProblems().accept(problems.values().stream().flatMap(List::stream).toList());
  }

  private void onVersion(long version) {
    watch.poke();
    needs.onVersion().accept(version);
  }
}
