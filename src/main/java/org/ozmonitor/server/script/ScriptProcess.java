package org.ozmonitor.server.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Watches one process until it ends or has to be ended. Blocks; confined to one thread.
///
/// Its pipes are only read when there is something in them, so that a process which hands them on
/// to
/// others and ends cannot hold this thread.
final class ScriptProcess {
  /// Bytes of both outputs together; a process that writes more is killed.
  static final long MAX_OUTPUT = 8L << 20;

  private static final Duration POLL = Duration.ofMillis(2);
  private static final Duration MEMORY_POLL = Duration.ofMillis(100);
  private static final Duration LAST_WAIT = Duration.ofSeconds(5);

  private final Process process;
  private final Limits limits;
  private final LongSupplier nanoTime;
  private final BooleanSupplier stopping;
  private final OutputTail output;
  private final OutputTail errors;
  private long memoryLookedAt;

  /// @param memoryBytes of all its processes together; empty: not watched
  record Limits(Duration timeout, Optional<Long> memoryBytes) {}

  /// @param stopping whether it is to be ended because the node ends
  ScriptProcess(Process process, Limits limits, LongSupplier nanoTime, BooleanSupplier stopping) {
    this.process = process;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.stopping = stopping;
    this.output = new OutputTail(process.getInputStream());
    this.errors = new OutputTail(process.getErrorStream());
  }

  /// Waits for the end.
  ///
  /// @param kill ends the process and all that it has started
  ScriptOutcome await(Runnable kill) throws InterruptedException {
    long startedAt = nanoTime.getAsLong();
    memoryLookedAt = startedAt;
    while (true) {
      boolean ended = process.waitFor(readAll() ? 0 : POLL.toMillis(), TimeUnit.MILLISECONDS);
      Optional<ScriptOutcome> reason = exceeded(startedAt, ended);
      if (reason.isPresent()) {
        kill.run();
        var _ = process.waitFor(LAST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        return reason.get();
      }
      if (ended && !readAll()) {
        return new ScriptOutcome.Exited(process.exitValue(), output.text(), errors.text());
      }
    }
  }

  private boolean readAll() {
    try {
      boolean some = output.read();
      return errors.read() || some;
    } catch (IOException e) { // a pipe of a process does not break while both ends are local
      throw new UncheckedIOException(e);
    }
  }

  private Optional<ScriptOutcome> exceeded(long startedAt, boolean ended) {
    if (output.total() + errors.total() > MAX_OUTPUT) {
      return limit("output above %d MiB".formatted(MAX_OUTPUT >> 20));
    }
    if (ended) {
      return Optional.empty();
    }
    long now = nanoTime.getAsLong();
    if (now - startedAt >= limits.timeout().toNanos()) {
      return Optional.of(new ScriptOutcome.TimedOut(limits.timeout(), errors.text()));
    }
    if (stopping.getAsBoolean()) {
      return Optional.of(new ScriptOutcome.NotRun("the node stops"));
    }
    if (limits.memoryBytes().isPresent() && now - memoryLookedAt >= MEMORY_POLL.toNanos()) {
      memoryLookedAt = now;
      long bound = limits.memoryBytes().get();
      if (ProcessMemory.ofDescendants(process) > bound) {
        return limit("memory above %d MiB".formatted(bound >> 20));
      }
    }
    return Optional.empty();
  }

  private Optional<ScriptOutcome> limit(String which) {
    return Optional.of(new ScriptOutcome.Exceeded(which, errors.text()));
  }
}
