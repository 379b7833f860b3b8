package org.ozmonitor.server.script;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.ozmonitor.core.script.ScriptLanguage;
import org.ozmonitor.core.tenant.TenantId;

/// Runs scripts, a bounded number at the same time, each within its limits and in the isolation of
/// its tenant. Thread-safe; never blocks the caller.
public final class ScriptRunner {
  private static final Duration PROBE = Duration.ofSeconds(20);

  private final ScriptSettings settings;
  private final LongSupplier nanoTime;
  private final ScriptMetrics metrics;
  private final ScriptLog log = new ScriptLog();
  private final WorkerExecutor threads;
  private final Launcher trusted = new TrustedLauncher();
  private final Launcher sandbox;
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
    for (int slot = 0; slot < settings.maxParallel(); slot++) {
      slots.add(slot);
    }
  }

  /// Finds out whether scripts can be sandboxed here; to be awaited before the first {@link #run}.
  /// Answers why not.
  public Future<Optional<String>> start() {
    var job =
        new ScriptJob(
            TenantId.DEFAULT, ScriptJob.Kind.FILTER, ScriptLanguage.BASH, "echo ok", "", PROBE);
    return threads
        .executeBlocking(() -> run(job, sandbox), false)
        .map(
            outcome -> {
              sandboxFault = fault(outcome);
              log.sandbox(sandboxFault);
              return sandboxFault;
            });
  }

  private static Optional<String> fault(ScriptOutcome outcome) {
    return switch (outcome) {
      case ScriptOutcome.Exited(int status, String output, String errors) ->
          status == 0 && output.equals("ok\n")
              ? Optional.empty()
              : Optional.of("status %d: %s".formatted(status, errors.strip()));
      case ScriptOutcome.TimedOut(Duration timeout, String errors) ->
          Optional.of("not ready after %d s: %s".formatted(timeout.toSeconds(), errors.strip()));
      case ScriptOutcome.Exceeded(String limit, String errors) ->
          Optional.of("%s: %s".formatted(limit, errors.strip()));
      case ScriptOutcome.NotRun(String reason) -> Optional.of(reason);
    };
  }

  /// Why scripts cannot be sandboxed here; empty when they can.
  public Optional<String> sandboxFault() {
    return sandboxFault;
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
    Launcher launcher = isolation == Isolation.SANDBOXED ? sandbox : trusted;
    return threads
        .executeBlocking(() -> run(job, launcher), false)
        .recover(cause -> refused(job, cause.toString()))
        .andThen((_, _) -> inHand.decrementAndGet());
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

  private ScriptOutcome run(ScriptJob job, Launcher launcher)
      throws IOException, InterruptedException {
    if (stopping) {
      return new ScriptOutcome.NotRun("the node stops");
    }
    Integer slot = slots.poll();
    if (slot == null) {
      throw new IllegalStateException("as many slots as threads");
    }
    long startedAt = nanoTime.getAsLong();
    try {
      ScriptOutcome outcome = inSlot(job, launcher, slot);
      metrics.ran(job.kind(), outcome, Duration.ofNanos(nanoTime.getAsLong() - startedAt));
      return outcome;
    } finally {
      slots.add(slot);
    }
  }

  private ScriptOutcome inSlot(ScriptJob job, Launcher launcher, int slot)
      throws IOException, InterruptedException {
    byte[] content = job.content().getBytes(StandardCharsets.UTF_8);
    Optional<Path> file =
        ScriptLanguage.needsFile(content.length)
            ? Optional.of(write("script", content))
            : Optional.empty();
    try {
      var launch = new Launch(job.language(), job.content(), file, job.timeout(), slot);
      Process process = start(launcher.prepare(launch), job.input());
      var limits = new ScriptProcess.Limits(job.timeout(), launcher.memoryBytes());
      return new ScriptProcess(process, limits, nanoTime, () -> stopping)
          .await(() -> launcher.kill(process));
    } catch (IOException e) {
      return new ScriptOutcome.NotRun("it cannot be started: " + e.getMessage());
    } finally {
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    }
  }

  /// The input is a file: a script that does not read it holds nobody up.
  private Process start(ProcessBuilder builder, String input) throws IOException {
    Path file = write("input", input.getBytes(StandardCharsets.UTF_8));
    try {
      return builder.redirectInput(file.toFile()).start();
    } finally {
      Files.delete(file); // it is open by now
    }
  }

  /// Whoever has it open may open it again (`/dev/stdin`), also under another user; nobody else
  /// gets through the directory.
  private Path write(String prefix, byte[] bytes) throws IOException {
    Files.createDirectories(
        settings.directory(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path file = Files.createTempFile(settings.directory(), prefix, "");
    Files.write(file, bytes);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }
}
