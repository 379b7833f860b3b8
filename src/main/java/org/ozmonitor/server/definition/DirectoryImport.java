package org.ozmonitor.server.definition;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.postgres.SqlState;

/// Keeps a tenant's configuration equal to a configuration tree on disk: one node imports, the
/// others compare fingerprints. A file that is broken keeps its last good state.
///
/// The importer writes with a compare-and-set on the fingerprint that it has seen, so that one that
/// was paused overwrites nothing. A node that becomes the importer while its own tree is not the
/// imported one imports only after its tree has changed: it may be the older one. Confined to the
/// context that calls {@link #start}.
public final class DirectoryImport {
  /// Scanning takes at most this share of the time: one part in so many.
  private static final int SCAN_SHARE = 10;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /// How soon, and how seldom at last, a tree is tried again of which something was left out.
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration LONGEST_AGAIN = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final Database database;
  private final ConfigurationLog configurations;
  private final Settings settings;
  private final TreeWatch watch;
  private final BooleanSupplier importerHere;
  private final LongConsumer onVersion;
  private final TreeProblems problems;
  private final LongSupplier nanoTime;
  private final ImportRecord record = new ImportRecord();
  private final DefinitionLog log = new DefinitionLog();

  private Context context;
  private TreeWatch.@Nullable Seen seen;
  private boolean settled;
  private boolean wasImporter;
  private long importedAt;
  private Duration untilAgain = AGAIN;
  private String warnedAbout = "";
  private boolean stopping;
  private long timer = -1;
  private Future<Void> cycle = Future.succeededFuture();

  /// @param importerHere whether this node holds the lease of the importer
  /// @param onVersion hears of each new version after it is committed; a hint
  /// @param onProblems hears all problems of the tree whenever it was read
  public DirectoryImport(
      Vertx vertx,
      Database database,
      ConfigurationLog configurations,
      Settings settings,
      List<ChainEngine> engines,
      BooleanSupplier importerHere,
      LongConsumer onVersion,
      Consumer<List<Problem>> onProblems,
      LongSupplier nanoTime) {
    this.vertx = vertx;
    this.database = database;
    this.configurations = configurations;
    this.settings = settings;
    this.watch =
        new TreeWatch(
            settings.tree().directory(),
            settings.secrets(),
            settings.limits(),
            settings.tree().scriptRoots(),
            engines,
            configurations.seal());
    this.importerHere = importerHere;
    this.onVersion = onVersion;
    this.problems = new TreeProblems(settings.tree(), log, onProblems);
    this.nanoTime = nanoTime;
    this.context = vertx.getOrCreateContext();
  }

  /// How a tree is imported.
  ///
  /// @param tenant the id of the one whose tree it is
  /// @param node that imports
  /// @param poll pause between two looks at the tree, longer when it is large
  /// @param patience how long a starting node waits for the importer to agree with its tree
  public record Settings(
      TenantTree tree,
      TenantId tenant,
      String node,
      Secrets secrets,
      TreeLimits limits,
      Duration poll,
      Duration patience) {}

  /// Reads the tree and completes when it is imported, or when it is the one that is imported.
  /// Fails
  /// with a {@link TreeDiffersException} when another node keeps another tree.
  public Future<Void> start() {
    context = vertx.getOrCreateContext();
    long startedAt = nanoTime.getAsLong();
    return look().compose(_ -> settleAtStart(startedAt)).onSuccess(_ -> schedule(settings.poll()));
  }

  /// Stops looking; completes when work in hand is done.
  public Future<Void> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    return cycle.otherwiseEmpty();
  }

  private Future<Void> settleAtStart(long startedAt) {
    ConfigurationTree tree = tree();
    if (importerHere.getAsBoolean()) {
      wasImporter = true;
      return importTree(tree).recover(cause -> importLater(cause, startedAt));
    }
    return record
        .find(database.reader(), settings.tenant())
        .compose(
            imported -> {
              if (imported.equals(Optional.of(tree.fingerprint()))) {
                settled = true;
                log.treeAgrees(tree.fingerprint());
                return Future.succeededFuture();
              }
              if (nanoTime.getAsLong() - startedAt >= settings.patience().toNanos()) {
                return Future.failedFuture(
                    new TreeDiffersException(
                        settings.tree().directory(), tree.fingerprint(), imported.orElse("none")));
              }
              return pause().compose(_ -> look()).compose(_ -> settleAtStart(startedAt));
            });
  }

  /// The trees of many tenants wait for one lock.
  private Future<Void> importLater(Throwable cause, long startedAt) {
    boolean isLate = nanoTime.getAsLong() - startedAt >= settings.patience().toNanos();
    if (isLate || !SqlState.isTransient(cause)) {
      return Future.failedFuture(cause);
    }
    log.importFailed(cause);
    return pause().compose(_ -> settleAtStart(startedAt));
  }

  private Future<Void> pause() {
    return vertx.timer(settings.poll().toMillis()).mapEmpty();
  }

  private void schedule(Duration pause) {
    if (!stopping) {
      timer = vertx.setTimer(Math.max(1, pause.toMillis()), _ -> runCycle());
    }
  }

  private void runCycle() {
    long startedAt = nanoTime.getAsLong();
    cycle =
        look()
            .map(
                _ -> {
                  long took = nanoTime.getAsLong() - startedAt;
                  return Duration.ofNanos(took).multipliedBy(SCAN_SHARE);
                })
            .compose(pause -> settle().map(_ -> pause))
            .onFailure(log::importFailed)
            .otherwise(settings.poll())
            .map(
                pause -> {
                  Duration longer = pause.compareTo(settings.poll()) > 0 ? pause : settings.poll();
                  schedule(longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE);
                  return null;
                });
  }

  /// Reads the tree if it has changed; then it is not settled.
  private Future<Void> look() {
    return watch
        .look(context)
        .map(
            found -> {
              found.ifPresent(this::onRead);
              return null;
            });
  }

  private void onRead(TreeWatch.Seen found) {
    TreeWatch.Seen before = seen;
    seen = found;
    // A file that was only touched is no reason for an older tree to be imported.
    settled =
        settled && before != null && before.tree().fingerprint().equals(found.tree().fingerprint());
    problems.read(found.problems());
  }

  private Future<Void> settle() {
    boolean importer = importerHere.getAsBoolean();
    boolean tookOver = importer && !wasImporter;
    boolean again = importer && settled && !tookOver && mayComeIn();
    if (settled && !tookOver && !again) {
      wasImporter = importer;
      return Future.succeededFuture();
    }
    Future<Void> done = importer && (!settled || again) ? importTree(tree()) : compare(tookOver);
    return done.onSuccess(_ -> wasImporter = importer);
  }

  /// What was left out for what others have is taken in when they have it no more.
  private boolean mayComeIn() {
    return problems.mayPass() && nanoTime.getAsLong() - importedAt >= untilAgain.toNanos();
  }

  /// An importer may have died between the parts of a large import, when the record names the tree
  /// already: whoever takes over with the same tree brings it to its end.
  private Future<Void> compare(boolean tookOver) {
    String own = tree().fingerprint();
    return record
        .find(database.reader(), settings.tenant())
        .compose(
            imported -> {
              String theirs = imported.orElse("none");
              if (theirs.equals(own) && tookOver) {
                return importParts(tree(), imported);
              }
              if (theirs.equals(own)) {
                settled = true;
              } else if (tookOver) {
                log.takeoverWithOlderTree(own, theirs);
              } else if (!warnedAbout.equals(own + theirs)) {
                warnedAbout = own + theirs;
                log.treeDiffers(own, theirs);
              }
              return Future.succeededFuture();
            });
  }

  private Future<Void> importTree(ConfigurationTree tree) {
    return record
        .find(database.reader(), settings.tenant())
        .compose(expected -> importParts(tree, expected));
  }

  private Future<Void> importParts(ConfigurationTree tree, Optional<String> expected) {
    return database
        .inTransaction(
            connection ->
                record
                    .replace(
                        connection,
                        settings.tenant(),
                        expected,
                        tree.fingerprint(),
                        settings.node())
                    .compose(
                        ours ->
                            ours
                                ? configurations.apply(connection, settings.tenant(), tree)
                                : Future.failedFuture("another node imported meanwhile")))
        .compose(
            result -> {
              problems.imported(result.problems());
              importedAt = nanoTime.getAsLong();
              if (result.changed() || !settled) {
                untilAgain = AGAIN;
                log.treeImported(settings.tree().tenant(), tree, result);
              } else if (untilAgain.compareTo(LONGEST_AGAIN) < 0) {
                untilAgain = untilAgain.multipliedBy(2);
              }
              if (result.changed()) {
                onVersion.accept(result.version());
              }
              if (!result.complete()) {
                return importParts(tree, Optional.of(tree.fingerprint()));
              }
              settled = true;
              return Future.succeededFuture();
            });
  }

  private ConfigurationTree tree() {
    TreeWatch.Seen now = seen;
    if (now == null) {
      throw new IllegalStateException("the tree is read before anything is done with it");
    }
    return now.tree();
  }
}
