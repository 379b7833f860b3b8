package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ozmonitor.core.definition.Configuration.NetworkEntry;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantLimits;
import org.ozmonitor.server.async.OffLoop;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.postgres.Database;

/// Fills the database from documents of OpenZeppelin Monitor, for one tenant, which is made when
/// there is none. All or nothing: one error, and nothing is imported. What is larger than a
/// transaction may be becomes several versions; an import that is cut off between them is completed
/// by running it again. Confined to the context of the caller.
public final class DocumentImport {
  private final Vertx vertx;
  private final Database database;
  private final ConfigurationLog configurations;
  private final Rules rules;

  /// What documents are held against.
  ///
  /// @param newTenants limits of a tenant that is made
  public record Rules(
      Secrets secrets, TreeLimits limits, TenantLimits newTenants, List<ChainEngine> engines) {}

  /// What to import.
  ///
  /// @param source a configuration tree, a ZIP of one, or a file of one
  /// @param tenant slug
  /// @param replaces whether everything else that the tenant has ends
  /// @param isTrial whether to say only what would happen
  public record Request(Path source, String tenant, boolean replaces, boolean isTrial) {}

  /// What came of it.
  ///
  /// @param problems all that can be said about the documents
  /// @param result empty when something was refused: then nothing is imported
  public record Report(List<Problem> problems, Optional<ApplyResult> result) {
    public Report {
      problems = List.copyOf(problems);
    }
  }

  /// Ends a transaction that is not to be.
  private static final class NotToBe extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient ApplyResult result;

    NotToBe(ApplyResult result) {
      super("rolled back");
      this.result = result;
    }
  }

  private record Read(ConfigurationTree tree, List<Problem> problems) {}

  public DocumentImport(
      Vertx vertx, Database database, ConfigurationLog configurations, Rules rules) {
    this.vertx = vertx;
    this.database = database;
    this.configurations = configurations;
    this.rules = rules;
  }

  /// Imports, or says why not.
  public Future<Report> run(Request request) {
    return known(request)
        .compose(
            known -> OffLoop.call(vertx.getOrCreateContext(), () -> read(request.source(), known)))
        .compose(
            read ->
                refuses(read.problems())
                    ? Future.succeededFuture(new Report(read.problems(), Optional.empty()))
                    : apply(request, read.tree()).map(result -> report(read.problems(), result)));
  }

  private static Report report(List<Problem> problems, ApplyResult result) {
    List<Problem> all = new ArrayList<>(problems);
    all.addAll(result.problems());
    return new Report(all, refuses(all) ? Optional.empty() : Optional.of(result));
  }

  private static boolean refuses(List<Problem> problems) {
    return problems.stream().anyMatch(it -> it.severity() == Problem.Severity.ERROR);
  }

  /// Documents may name what the tenant has, and networks of the platform; where everything else of
  /// the tenant ends, only what others keep.
  private Future<TreeReader.Known> known(Request request) {
    var reader = database.reader();
    return configurations
        .tenants()
        .find(reader, request.tenant())
        .map(found -> found.map(Tenant::id))
        .compose(
            tenant ->
                configurations
                    .networks(reader, request.replaces() ? tenant : Optional.empty())
                    .compose(
                        networks ->
                            request.replaces() || tenant.isEmpty()
                                ? Future.succeededFuture(known(networks, Set.of()))
                                : configurations
                                    .triggerKeys(reader, tenant.get())
                                    .map(keys -> known(networks, keys))));
  }

  private static TreeReader.Known known(List<NetworkEntry> networks, Set<String> triggers) {
    Map<String, Network> bySlug = new HashMap<>();
    networks.forEach(entry -> bySlug.put(entry.definition().slug(), entry.definition()));
    return new TreeReader.Known(bySlug, triggers, true);
  }

  private Read read(Path source, TreeReader.Known known) throws IOException {
    var problems = new Problems();
    try (ImportFiles files = ImportFiles.open(source, problems)) {
      if (files.tree().isEmpty() || problems.hasErrors()) {
        return new Read(ConfigurationTree.EMPTY, problems.all());
      }
      ConfigurationTree tree =
          new TreeReader(
                  files.tree().get(), rules.secrets(), rules.limits(), files.scripts(), known)
              .read();
      problems.addAll(ConfigurationCheck.check(tree, known.networks(), rules.engines()));
      return new Read(tree.digestedBy(configurations.seal()), problems.all());
    }
  }

  private Future<ApplyResult> apply(Request request, ConfigurationTree tree) {
    ApplyMode mode = request.replaces() ? ApplyMode.REPLACE : ApplyMode.ADD;
    return database
        .inTransaction(
            connection ->
                configurations
                    .tenants()
                    .findOrCreate(connection, request.tenant(), rules.newTenants())
                    .compose(tenant -> configurations.apply(connection, tenant.id(), tree, mode))
                    .compose(
                        result ->
                            request.isTrial() || refuses(result.problems())
                                ? Future.failedFuture(new NotToBe(result))
                                : Future.succeededFuture(result)))
        .recover(
            cause ->
                cause instanceof NotToBe stopped
                    ? Future.succeededFuture(stopped.result)
                    : Future.failedFuture(cause))
        .compose(
            result ->
                result.complete() || request.isTrial() || refuses(result.problems())
                    ? Future.succeededFuture(result)
                    : apply(request, tree).map(rest -> rest.after(result)));
  }
}
