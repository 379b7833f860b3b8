package org.ozmonitor.server.script;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.async.OffLoop;

/// Runs scripts, a bounded number of each kind at the same time, each within its limits and in the
/// isolation of its tenant. Thread-safe; never blocks the caller.
public final class ScriptRunner {
  private static final String STOPS = "the node stops";

  private final Vertx vertx;
  private final ScriptSettings settings;
  private final LongSupplier nanoTime;
  private final UnaryOperator<String> redaction;
  private final ScriptMetrics metrics;
  private final ScriptLog log = new ScriptLog();
  private final ScriptPlaces filters;
  private final ScriptPlaces triggers;
  private final Launcher trusted = new TrustedLauncher();
  private final Launcher sandbox;
  private final ScriptExecution execution;

  /// Never fails.
  private volatile Future<Optional<String>> sandboxFault =
      Future.succeededFuture(Optional.of("not looked for yet"));

  private volatile boolean stopping;

  /// @param nanoTime monotonic
  /// @param redaction takes secrets out of what scripts write: it is recorded and logged
  public ScriptRunner(
      Vertx vertx,
      ScriptSettings settings,
      LongSupplier nanoTime,
      UnaryOperator<String> redaction,
      MeterRegistry registry) {
    int places = settings.maxParallel();
    var inHand = new AtomicInteger();
    this.vertx = vertx;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.redaction = redaction;
    this.metrics = new ScriptMetrics(registry, inHand);
    this.filters = new ScriptPlaces(vertx, ScriptJob.Kind.FILTER, 0, places, inHand);
    this.triggers = new ScriptPlaces(vertx, ScriptJob.Kind.TRIGGER, places, places, inHand);
    this.sandbox = new SandboxLauncher(settings);
    this.execution = new ScriptExecution(settings.directory(), nanoTime, () -> stopping);
  }

  /// Begins to find out whether scripts can be sandboxed here; those that must be wait for it.
  /// Answers why not.
  public Future<Optional<String>> start() {
    Future<Optional<String>> probe =
        OffLoop.call(
                vertx.getOrCreateContext(),
                () -> {
                  log.leftOverFilesRemoved(LeftOverFiles.remove(settings.directory()));
                  return SandboxProbe.fault(execution, sandbox);
                })
            .otherwise(cause -> Optional.of(cause.toString()))
            .onSuccess(log::sandbox);
    sandboxFault = probe;
    return probe;
  }

  /// Filter scripts that may run at the same time, and as many script triggers.
  public int maxParallel() {
    return settings.maxParallel();
  }

  /// How many scripts of one tenant may run while those of others wait.
  public int perTenant() {
    return settings.perTenant();
  }

  /// How the scripts of a tenant are run.
  public Isolation isolation(TenantId tenant) {
    return tenant.equals(TenantId.DEFAULT) ? settings.ownIsolation() : Isolation.SANDBOXED;
  }

  /// Runs a script. Troubles are outcomes.
  public Future<ScriptOutcome> run(ScriptJob job) {
    return switch (isolation(job.tenant())) {
      case TRUSTED -> run(job, trusted);
      case SANDBOXED -> {
        Future<Optional<String>> probe = sandboxFault;
        yield probe.isComplete() ? sandboxed(job, probe.result()) : afterProbe(job, probe);
      }
    };
  }

  private Future<ScriptOutcome> sandboxed(ScriptJob job, Optional<String> fault) {
    return fault
        .map(why -> refused(job, "scripts cannot be isolated on this machine: " + why))
        .orElseGet(() -> run(job.within(settings.maxTimeout()), sandbox));
  }

  /// Goes on in the caller's place, not in that of the probe.
  private Future<ScriptOutcome> afterProbe(ScriptJob job, Future<Optional<String>> probe) {
    Context caller = vertx.getOrCreateContext();
    Promise<ScriptOutcome> outcome = Promise.promise();
    probe.onSuccess(fault -> caller.runOnContext(_ -> sandboxed(job, fault).onComplete(outcome)));
    return outcome.future();
  }

  private Future<ScriptOutcome> run(ScriptJob job, Launcher launcher) {
    ScriptPlaces places =
        switch (job.kind()) {
          case FILTER -> filters;
          case TRIGGER -> triggers;
        };
    return places
        .run(slot -> run(job, launcher, slot))
        .orElseGet(() -> refused(job, "too many scripts are waiting"))
        .recover(cause -> refused(job, stopping ? STOPS : cause.toString()));
  }

  private Future<ScriptOutcome> refused(ScriptJob job, String reason) {
    var outcome = new ScriptOutcome.NotRun(reason);
    metrics.ran(job.kind(), outcome, Duration.ZERO);
    return Future.succeededFuture(outcome);
  }

  /// Ends what runs and runs nothing more; completes when all is ended.
  public Future<Void> stop() {
    stopping = true;
    return Future.join(filters.close(), triggers.close()).mapEmpty();
  }

  private ScriptOutcome run(ScriptJob job, Launcher launcher, int slot)
      throws InterruptedException {
    if (stopping) {
      return new ScriptOutcome.NotRun(STOPS);
    }
    long startedAt = nanoTime.getAsLong();
    Optional<ScriptJob> timely = job.startedAt(startedAt);
    ScriptOutcome outcome =
        timely.isEmpty()
            ? new ScriptOutcome.NotRun("no place became free in time")
            : execution.run(timely.get(), launcher, slot).written(redaction);
    metrics.ran(job.kind(), outcome, Duration.ofNanos(nanoTime.getAsLong() - startedAt));
    return outcome;
  }
}
