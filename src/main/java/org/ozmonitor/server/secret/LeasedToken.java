package org.ozmonitor.server.secret;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// A token that one logs in for, and again before its lease ends: once, however many secrets are
/// asked for meanwhile, since a login may be good for a few times only. Thread-safe.
final class LeasedToken implements VaultToken {
  private final Supplier<Future<Login>> login;
  private final LongSupplier nanoTime;
  private Optional<Granted> granted = Optional.empty();
  private Future<Held> loggingIn = Future.succeededFuture();

  /// What came of a login.
  sealed interface Login {
    /// @param lease how long it is good for; zero: for ever
    record Grant(String token, Duration lease) implements Login {
      @Override
      public String toString() {
        return "***";
      }
    }

    record Failed(Resolution why) implements Login {}
  }

  /// @param until on the monotonic clock, where it ends
  private record Granted(String token, Optional<Long> until) {}

  LeasedToken(Supplier<Future<Login>> login, LongSupplier nanoTime) {
    this.login = login;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized Future<Held> get() {
    Optional<String> good = good();
    if (good.isPresent()) {
      return Future.succeededFuture(new Held.Token(good.get()));
    }
    if (loggingIn.isComplete()) {
      loggingIn = login.get().map(this::held);
    }
    return loggingIn;
  }

  private Held held(Login answer) {
    return switch (answer) {
      case Login.Grant grant -> take(grant);
      case Login.Failed(Resolution why) -> new Held.None(why);
    };
  }

  @Override
  public synchronized boolean drop(String refused) {
    if (granted.filter(current -> current.token().equals(refused)).isPresent()) {
      granted = Optional.empty();
    }
    return true;
  }

  private synchronized Optional<String> good() {
    long now = nanoTime.getAsLong();
    return granted
        .filter(current -> current.until().isEmpty() || now - current.until().get() < 0)
        .map(Granted::token);
  }

  /// A tenth of the lease is left, so that no question meets its end.
  private synchronized Held take(Login.Grant grant) {
    Optional<Long> until =
        grant.lease().isZero()
            ? Optional.empty()
            : Optional.of(nanoTime.getAsLong() + grant.lease().toNanos() / 10 * 9);
    granted = Optional.of(new Granted(grant.token(), until));
    return new Held.Token(grant.token());
  }
}
