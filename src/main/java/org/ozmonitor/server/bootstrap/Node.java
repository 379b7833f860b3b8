package org.ozmonitor.server.bootstrap;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// What a node has started, so that it can be stopped in reverse order. Confined to one thread,
/// which it
/// blocks.
final class Node {
  private static final Duration STEP = Duration.ofSeconds(20);

  /// One thing that was started.
  private record Started(String what, Supplier<Future<?>> stop) {}

  private final Deque<Started> started = new ArrayDeque<>();
  private final NodeLog log = new NodeLog();

  /// Remembers how to stop what was just started.
  void onStop(String what, Supplier<Future<?>> stop) {
    started.push(new Started(what, stop));
  }

  /// Deploys a verticle, waits until it runs, and remembers to undeploy it.
  void deploy(Vertx vertx, String what, Deployable verticle) {
    String id = await(vertx.deployVerticle(verticle));
    onStop(what, () -> vertx.undeploy(id));
  }

  /// Stops everything, last started first. One part that does not stop in time does not hold up the
  /// others.
  void stop() {
    while (!started.isEmpty()) {
      Started next = started.pop();
      try {
        var _ = await(next.stop().get());
      } catch (RuntimeException e) { // the rest must still be released
        log.didNotStop(next.what(), e);
      }
    }
  }

  /// A step that blocks, as a future that is done.
  static Future<?> blocking(Runnable step) {
    step.run();
    return Future.succeededFuture();
  }

  /// Waits for a future on this thread, for a bounded time.
  static <T> T await(Future<T> future) {
    return future.timeout(STEP.toMillis(), TimeUnit.MILLISECONDS).await();
  }
}
