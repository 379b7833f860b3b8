package org.ozmonitor.server.script;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Places for scripts of one kind that run at the same time, and a bounded line before them.
/// Thread-safe.
final class ScriptPlaces {
  /// Scripts that may wait for a free place.
  private static final int MAX_WAITING = 1024;

  private final int count;
  private final AtomicInteger inHand = new AtomicInteger();
  private final AtomicInteger allInHand;
  private final WorkerExecutor threads;
  private final ConcurrentLinkedQueue<Integer> slots = new ConcurrentLinkedQueue<>();

  /// One thread for each place: the kernel ends a sandbox when the thread that made it ends.
  ///
  /// @param first number of the first place; the others follow
  /// @param allInHand counts scripts that run or wait, of all kinds
  ScriptPlaces(Vertx vertx, ScriptJob.Kind kind, int first, int count, AtomicInteger allInHand) {
    this.count = count;
    this.allInHand = allInHand;
    this.threads =
        vertx.createSharedWorkerExecutor("ozm-script-" + kind.word(), count, 1, TimeUnit.DAYS);
    for (int slot = first; slot < first + count; slot++) {
      slots.add(slot);
    }
  }

  /// Work that blocks.
  interface Run {
    /// @param slot number of the place
    ScriptOutcome in(int slot) throws InterruptedException;
  }

  /// Runs it when a place is free; empty when too many wait already.
  Optional<Future<ScriptOutcome>> run(Run run) {
    if (inHand.incrementAndGet() > count + MAX_WAITING) {
      inHand.decrementAndGet();
      return Optional.empty();
    }
    allInHand.incrementAndGet();
    return Optional.of(
        threads
            .executeBlocking(() -> inSlot(run), false)
            .andThen(
                (_, _) -> {
                  inHand.decrementAndGet();
                  allInHand.decrementAndGet();
                }));
  }

  private ScriptOutcome inSlot(Run run) throws InterruptedException {
    Integer slot = slots.poll();
    if (slot == null) {
      throw new IllegalStateException("as many slots as threads");
    }
    try {
      return run.in(slot);
    } finally {
      slots.add(slot);
    }
  }

  Future<Void> close() {
    return threads.close();
  }
}
