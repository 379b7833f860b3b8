package org.ozmonitor.server.script;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.ozmonitor.core.tenant.TenantId;

/// Runs scripts, a bounded number at the same time, each within its limits and in the isolation of
/// its tenant. Thread-safe; never blocks the caller.
public final class ScriptRunner {
  private final ScriptSettings settings;
  private final LongSupplier nanoTime;
  private final ScriptMetrics metrics;
  private final ScriptLog log = new ScriptLog();
  private final WorkerExecutor threads;
  private final Launcher trusted = new TrustedLauncher();
  private final Launcher sandbox;
  private final ScriptExecution execution;
  private final ConcurrentLinkedQueue<Integer> slots = new ConcurrentLinkedQueue<>();
  private final AtomicInteger inHand = new AtomicInteger();
  private volatile Optional<String> sandboxFault = Optional.of("not looked for yet");
  private volatile boolean stopping;

  /// @param nanoTime monotonic
  public ScriptRunner(
      Vertx vertx, ScriptSettings settings, LongSupplier nanoTime, MeterRegistry registry) {
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.metrics = new ScriptMetrics(registry, inHand);
    // One thread for each script: the kernel ends a sandbox when the thread that made it ends.
    this.threads =
        vertx.createSharedWorkerExecutor("ozm-script", settings.maxParallel(), 1, TimeUnit.DAYS);
    this.sandbox = new SandboxLauncher(settings);
    this.execution = new ScriptExecution(settings.directory(), nanoTime, () -> stopping);
    for (int slot = 0; slot < settings.maxParallel(); slot++) {
      slots.add(slot);
    }
  }

  /// Finds out whether scripts can be sandboxed here; to be awaited before the first {@link #run}.
  /// Answers why not.
  public Future<Optional<String>> start() {
    return threads
        .executeBlocking(() -> SandboxProbe.fault(execution, sandbox), false)
        .map(
            fault -> {
              sandboxFault = fault;
              log.sandbox(fault);
              return fault;
            });
  }

  /// Why scripts cannot be sandboxed here; empty when they can.
  public Optional<String> sandboxFault() {
    return sandboxFault;
  }

  /// Scripts that may run at the same time.
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
    Isolation isolation = isolation(job.tenant());
    if (isolation == Isolation.SANDBOXED && sandboxFault.isPresent()) {
      return refused(job, "scripts cannot be isolated on this machine: " + sandboxFault.get());
    }
    if (inHand.incrementAndGet() > settings.maxParallel() + ScriptSettings.MAX_WAITING) {
      inHand.decrementAndGet();
      return refused(job, "too many scripts are waiting");
    }
    Future<ScriptOutcome> ran =
        switch (isolation) {
          case TRUSTED -> threads.executeBlocking(() -> run(job, trusted), false);
          case SANDBOXED -> threads.executeBlocking(() -> run(bounded(job), sandbox), false);
        };
    return ran.recover(cause -> refused(job, cause.toString()))
        .andThen((_, _) -> inHand.decrementAndGet());
  }

  private ScriptJob bounded(ScriptJob job) {
    return job.timeout().compareTo(settings.maxTimeout()) <= 0
        ? job
        : job.within(settings.maxTimeout());
  }

  private Future<ScriptOutcome> refused(ScriptJob job, String reason) {
    var outcome = new ScriptOutcome.NotRun(reason);
    metrics.ran(job.kind(), outcome, Duration.ZERO);
    return Future.succeededFuture(outcome);
  }

  /// Ends what runs and runs nothing more; completes when all is ended.
  public Future<Void> stop() {
    stopping = true;
    return threads.close();
  }

  private ScriptOutcome run(ScriptJob job, Launcher launcher) throws InterruptedException {
    if (stopping) {
      return new ScriptOutcome.NotRun("the node stops");
    }
    Optional<ScriptJob> timely = timely(job);
    if (timely.isEmpty()) {
      return new ScriptOutcome.NotRun("no place became free in time");
    }
    Integer slot = slots.poll();
    if (slot == null) {
      throw new IllegalStateException("as many slots as threads");
    }
    long startedAt = nanoTime.getAsLong();
    try {
      ScriptOutcome outcome = execution.run(timely.get(), launcher, slot);
      metrics.ran(job.kind(), outcome, Duration.ofNanos(nanoTime.getAsLong() - startedAt));
      return outcome;
    } finally {
      slots.add(slot);
    }
  }

  private Optional<ScriptJob> timely(ScriptJob job) {
    if (job.latestEndNanos().isEmpty()) {
      return Optional.of(job);
    }
    var left = Duration.ofNanos(job.latestEndNanos().get() - nanoTime.getAsLong());
    if (left.isNegative() || left.isZero()) {
      return Optional.empty();
    }
    return Optional.of(left.compareTo(job.timeout()) < 0 ? job.within(left) : job);
  }
}
