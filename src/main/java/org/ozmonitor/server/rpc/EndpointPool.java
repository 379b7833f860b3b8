package org.ozmonitor.server.rpc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/// Which endpoint is asked next: in the order given, those that failed a short while ago last,
/// those
/// behind the others only when all else fails. One question is one round: each endpoint is asked at
/// most once.
/// Thread-safe.
final class EndpointPool {
  private static final Duration FIRST_COOL_DOWN = Duration.ofMillis(500);
  private static final Duration LONGEST_COOL_DOWN = Duration.ofSeconds(30);
  private static final Duration OTHER_FORK = Duration.ofSeconds(30);

  /// An endpoint whose head is behind the best by more than this is asked last.
  static final long MAX_HEAD_LAG = 3;

  /// @param failures in a row
  /// @param coolUntil on the monotonic clock; only meaningful while `cooling`
  private record Health(int failures, boolean cooling, long coolUntil, boolean lagging) {
    static final Health GOOD = new Health(0, false, 0, false);

    /// An endpoint that cools without failures is avoided for another reason, which stays.
    Health afterSuccess() {
      return failures == 0 ? this : new Health(0, false, 0, lagging);
    }
  }

  private final List<Endpoint> endpoints;
  private final Map<Endpoint, AtomicReference<Health>> health = new HashMap<>();
  private final LongSupplier nanoTime;
  private final RpcMetrics metrics;
  private final RpcLog log;

  EndpointPool(List<Endpoint> endpoints, LongSupplier nanoTime, RpcMetrics metrics, RpcLog log) {
    this.endpoints = List.copyOf(endpoints);
    this.nanoTime = nanoTime;
    this.metrics = metrics;
    this.log = log;
    for (Endpoint endpoint : endpoints) {
      health.put(endpoint, new AtomicReference<>(Health.GOOD));
    }
  }

  List<Endpoint> all() {
    return endpoints;
  }

  /// The first answer, in one round.
  <T> Future<T> first(Function<Endpoint, Future<T>> question) {
    List<Endpoint> order = order();
    return order.isEmpty()
        ? Future.failedFuture(RpcException.inconsistent("network has no usable endpoint"))
        : attempt(order, 0, question);
  }

  /// Asks one endpoint and remembers how that went.
  <T> Future<T> only(Endpoint endpoint, Function<Endpoint, Future<T>> question) {
    return question
        .apply(endpoint)
        .onSuccess(_ -> update(endpoint, Health::afterSuccess))
        .onFailure(
            cause -> {
              if (cause instanceof RpcException failure) {
                coolDown(endpoint, failure);
              }
            });
  }

  /// Asks this endpoint last for a while.
  void avoid(Endpoint endpoint) {
    log.endpointOnOtherFork(endpoint);
    long until = nanoTime.getAsLong() + OTHER_FORK.toNanos();
    update(endpoint, was -> new Health(0, true, until, was.lagging()));
  }

  /// Finds out which endpoints are behind, judged by heads asked for at one time.
  void compare(Map<Endpoint, Long> heads) {
    long best = heads.values().stream().mapToLong(Long::longValue).max().orElse(0);
    heads.forEach(
        (endpoint, head) -> {
          boolean lagging = head < best - MAX_HEAD_LAG;
          if (lagging && !of(endpoint).get().lagging()) {
            log.endpointLags(endpoint, head, best);
          }
          update(
              endpoint, was -> new Health(was.failures(), was.cooling(), was.coolUntil(), lagging));
        });
  }

  private <T> Future<T> attempt(
      List<Endpoint> order, int index, Function<Endpoint, Future<T>> question) {
    return only(order.get(index), question)
        .recover(
            cause -> {
              if (!(cause instanceof RpcException failure) || index + 1 == order.size()) {
                return Future.failedFuture(cause);
              }
              metrics.rotated(failure.kind());
              return attempt(order, index + 1, question);
            });
  }

  /// A cooling endpoint is still better than none, and so is one that is behind: one endpoint that
  /// boasts of a head which does not exist must not shut out all others.
  List<Endpoint> order() {
    long now = nanoTime.getAsLong();
    List<Endpoint> ready = new ArrayList<>();
    List<Endpoint> cooling = new ArrayList<>();
    List<Endpoint> behind = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      Health is = of(endpoint).get();
      if (is.lagging()) {
        behind.add(endpoint);
      } else {
        (is.cooling() && is.coolUntil() - now > 0 ? cooling : ready).add(endpoint);
      }
    }
    ready.addAll(cooling);
    ready.addAll(behind);
    return ready;
  }

  private void coolDown(Endpoint endpoint, RpcException failure) {
    Health now =
        update(
            endpoint,
            was -> {
              int failures = Math.min(was.failures() + 1, 20);
              Duration pause = FIRST_COOL_DOWN.multipliedBy(1L << (failures - 1));
              pause = pause.compareTo(LONGEST_COOL_DOWN) > 0 ? LONGEST_COOL_DOWN : pause;
              long until = nanoTime.getAsLong() + pause.toNanos();
              return new Health(failures, true, until, was.lagging());
            });
    log.endpointFailed(endpoint, failure, now.failures());
  }

  @CanIgnoreReturnValue
  private Health update(Endpoint endpoint, UnaryOperator<Health> change) {
    return of(endpoint).updateAndGet(change);
  }

  private AtomicReference<Health> of(Endpoint endpoint) {
    AtomicReference<Health> known = health.get(endpoint);
    if (known == null) {
      throw new IllegalArgumentException("endpoint of another network");
    }
    return known;
  }
}
