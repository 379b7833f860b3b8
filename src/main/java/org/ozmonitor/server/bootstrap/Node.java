package org.ozmonitor.server.bootstrap;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// What a node has started, so that it can be stopped in reverse order. Blocks the calling thread.
/// Thread-safe: a node may be told to stop while it starts; what starts later is stopped at once.
final class Node {
  private static final Duration STEP = Duration.ofSeconds(20);

  /// One thing that was started.
  private record Started(String what, Supplier<Future<?>> stop) {}

  private final Deque<Started> started = new ArrayDeque<>();
  private final NodeLog log = new NodeLog();
  private boolean stopping;

  /// Remembers how to stop what was just started.
  ///
  /// @throws IllegalStateException when the node was told to stop; it is stopped again then
  void onStop(String what, Supplier<Future<?>> stop) {
    Started late = new Started(what, stop);
    synchronized (started) {
      if (!stopping) {
        started.push(late);
        return;
      }
    }
    stop(late);
    throw new IllegalStateException("the node was told to stop");
  }

  /// Deploys a verticle, waits until it runs, and remembers to undeploy it.
  void deploy(Vertx vertx, String what, Deployable verticle) {
    String id = await(vertx.deployVerticle(verticle));
    onStop(what, () -> vertx.undeploy(id));
  }

  /// Whether the node was told to stop, or could not start.
  boolean isStopping() {
    synchronized (started) {
      return stopping;
    }
  }

  /// Stops everything, last started first. One part that does not stop in time does not hold up the
  /// others.
  void stop() {
    for (Optional<Started> next = next(); next.isPresent(); next = next()) {
      stop(next.get());
    }
  }

  private Optional<Started> next() {
    synchronized (started) {
      stopping = true;
      return Optional.ofNullable(started.poll());
    }
  }

  private void stop(Started part) {
    try {
      var _ = await(part.stop().get());
    } catch (RuntimeException e) { // the rest must still be released
      log.didNotStop(part.what(), e);
    }
  }

  /// A step that blocks, as a future that is done.
  static Future<?> blocking(Runnable step) {
    step.run();
    return Future.succeededFuture();
  }

  /// Waits for a future on this thread, for a bounded time.
  static <T> T await(Future<T> future) {
    return await(future, STEP);
  }

  /// Waits for a future on this thread until `longest` is over. Unlike {@link Future#await} it
  /// throws no checked exception behind the compiler's back, and needs no timer of a Vert.x that
  /// may be closed by now.
  static <T> T await(Future<T> future, Duration longest) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
      throw cause instanceof RuntimeException failure
          ? failure
          : new CompletionException(String.valueOf(cause.getMessage()), cause);
    } catch (TimeoutException e) {
      throw new IllegalStateException("not done within " + longest.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
