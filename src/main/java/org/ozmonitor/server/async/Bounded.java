package org.ozmonitor.server.async;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Fan-out with a bound.
public final class Bounded {
  private Bounded() {}

  /// The results of the first items, up to the first that failed. Immutable.
  ///
  /// @param failure why it ends there; empty when all succeeded
  public record Prefix<T>(List<T> results, Optional<Throwable> failure) {
    public Prefix {
      results = List.copyOf(results);
    }
  }

  /// Does `work` for each item, at most `concurrency` at a time, begun in order. After a failure
  /// nothing new is begun; the future waits for what is under way and never fails itself.
  ///
  /// @param work its futures complete on the caller's context
  public static <A, T> Future<Prefix<T>> prefix(
      List<A> items, int concurrency, Function<A, Future<T>> work) {
    return new Run<>(items, concurrency, work).start();
  }

  /// Confined to the caller's context.
  private static final class Run<A, T> {
    private final List<A> items;
    private final int concurrency;
    private final Function<A, Future<T>> work;
    private final List<@Nullable T> results;
    private final Promise<Prefix<T>> done = Promise.promise();
    private int next;
    private int underWay;
    private int failedAt;
    private @Nullable Throwable failure;

    Run(List<A> items, int concurrency, Function<A, Future<T>> work) {
      this.items = items;
      this.concurrency = concurrency;
      this.work = work;
      this.results = new ArrayList<>(items.size());
      this.failedAt = items.size();
      for (int i = 0; i < items.size(); i++) {
        results.add(null);
      }
    }

    Future<Prefix<T>> start() {
      begin();
      return done.future();
    }

    private void begin() {
      while (underWay < concurrency && next < failedAt && failure == null) {
        int index = next++;
        underWay++;
        Future.succeededFuture(items.get(index)) // what throws fails its future
            .compose(work)
            .onComplete((result, cause) -> finish(index, result, cause));
      }
      if (underWay == 0 && (next == items.size() || failure != null)) {
        done.tryComplete(new Prefix<>(upToFailure(), Optional.ofNullable(failure)));
      }
    }

    private void finish(int index, @Nullable T result, @Nullable Throwable cause) {
      underWay--;
      results.set(index, result);
      if (cause != null && (failure == null || index < failedAt)) {
        failedAt = index;
        failure = cause;
      }
      begin();
    }

    private List<T> upToFailure() {
      List<T> prefix = new ArrayList<>(failedAt);
      for (int i = 0; i < failedAt; i++) {
        T result = results.get(i);
        if (result != null) {
          prefix.add(result);
        }
      }
      return prefix;
    }
  }
}
