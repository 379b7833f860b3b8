package org.ozmonitor.server.async;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.concurrent.Callable;

/// Work of milliseconds, such as parsing or compressing a block, kept off the event loop.
public final class OffLoop {
  private OffLoop() {}

  /// Runs `work` on a worker thread, in no order with other work; the future completes on
  /// `context`.
  ///
  /// @param work never returns null
  public static <T> Future<T> call(Context context, Callable<T> work) {
    return context.<T>executeBlocking(work, false).map(result -> Objects.requireNonNull(result));
  }
}
