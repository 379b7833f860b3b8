package org.ozmonitor.server.bootstrap;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// What a node has started, so that it can be stopped in reverse order. Blocks the calling thread.
/// Thread-safe: a node may be told to stop while it starts; what starts later is stopped at once.
final class Node {
  private static final Duration STEP = Duration.ofSeconds(20);

  /// One thing that was started.
  ///
  /// @param together whether it stops at the same time as its neighbours that do so, too
  private record Started(String what, Supplier<Future<?>> stop, boolean together) {}

  private final Deque<Started> started = new ArrayDeque<>();

  /// Held while parts are stopped: who comes second waits, so that none stops before what uses it.
  private final ReentrantLock stops = new ReentrantLock();

  private final NodeLog log = new NodeLog();
  private boolean stopping;

  /// Remembers how to stop what was just started.
  ///
  /// @throws IllegalStateException when the node was told to stop; it is stopped again then
  void onStop(String what, Supplier<Future<?>> stop) {
    onStop(new Started(what, stop, false));
  }

  private void onStop(Started part) {
    synchronized (started) {
      if (!stopping) {
        started.push(part);
        return;
      }
    }
    stop(List.of(part));
    throw new IllegalStateException("the node was told to stop");
  }

  /// Deploys a verticle, waits until it runs, and remembers to undeploy it.
  void deploy(Vertx vertx, String what, Deployable verticle) {
    deploy(vertx, what, verticle, false);
  }

  /// The same, for one of those that hold something others wait for: they are undeployed at the
  /// same time, so that none waits for the work that another has in hand.
  void deployHolder(Vertx vertx, String what, Deployable verticle) {
    deploy(vertx, what, verticle, true);
  }

  private void deploy(Vertx vertx, String what, Deployable verticle, boolean together) {
    String id = await(vertx.deployVerticle(verticle));
    onStop(new Started(what, () -> vertx.undeploy(id), together));
  }

  /// Whether the node was told to stop, or could not start.
  boolean isStopping() {
    synchronized (started) {
      return stopping;
    }
  }

  /// Stops everything, last started first; returns when all is stopped, whoever does it. One part
  /// that does not stop in time does not hold up the others.
  void stop() {
    synchronized (started) {
      stopping = true;
    }
    stops.lock();
    try {
      for (List<Started> next = next(); !next.isEmpty(); next = next()) {
        stop(next);
      }
    } finally {
      stops.unlock();
    }
  }

  private List<Started> next() {
    List<Started> next = new ArrayList<>();
    synchronized (started) {
      while (!started.isEmpty()
          && (next.isEmpty() || (next.getLast().together() && started.element().together()))) {
        next.add(started.pop());
      }
    }
    return next;
  }

  private void stop(List<Started> parts) {
    List<Future<?>> stopped = new ArrayList<>();
    parts.forEach(part -> stopped.add(Future.succeededFuture(part).compose(it -> it.stop().get())));
    for (int i = 0; i < parts.size(); i++) {
      try {
        var _ = await(stopped.get(i));
      } catch (RuntimeException e) { // the rest must still be released
        log.didNotStop(parts.get(i).what(), e);
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
