package org.ozmonitor.server.secret;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of one remote secret, and until when it may be used. Guarded by itself.
final class CachedSecret {
  /// So long nobody asks again for what could not be had.
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final SecretStore.Lifetimes lifetimes;
  private @Nullable Resolution last;
  private long lastAt;
  private Optional<Resolution.Found> value = Optional.empty();
  private long valueAt;
  private @Nullable Future<Resolution> asking;

  CachedSecret(SecretStore.Lifetimes lifetimes) {
    this.lifetimes = lifetimes;
  }

  /// The answer that needs no question; empty when it is time to ask.
  synchronized Optional<Resolution> answer(long nowNanos) {
    return switch (last) {
      case null -> Optional.empty();
      case Resolution.Found found ->
          isWithin(lifetimes.cacheTtl(), lastAt, nowNanos) ? Optional.of(found) : Optional.empty();
      case Resolution.Missing missing ->
          isWithin(pause(), lastAt, nowNanos) ? Optional.of(missing) : Optional.empty();
      case Resolution.Unavailable unavailable ->
          isWithin(pause(), lastAt, nowNanos)
              ? Optional.of(usable(nowNanos).<Resolution>map(found -> found).orElse(unavailable))
              : Optional.empty();
    };
  }

  /// The value that may be used now, asked for or not.
  synchronized Optional<Resolution.Found> usable(long nowNanos) {
    return value.filter(
        _ -> isWithin(lifetimes.cacheTtl().plus(lifetimes.staleFor()), valueAt, nowNanos));
  }

  /// Takes what a source said, and says what is to be used.
  synchronized Resolution learn(Resolution told, long nowNanos) {
    last = told;
    lastAt = nowNanos;
    asking = null;
    switch (told) {
      case Resolution.Found found -> {
        value = Optional.of(found);
        valueAt = nowNanos;
      }
      case Resolution.Missing _ -> value = Optional.empty();
      case Resolution.Unavailable _ -> {}
    }
    return told instanceof Resolution.Unavailable
        ? usable(nowNanos).<Resolution>map(found -> found).orElse(told)
        : told;
  }

  /// The question that is under way; empty when `mine` is it from now on.
  synchronized Optional<Future<Resolution>> underWay(Future<Resolution> mine) {
    Future<Resolution> current = asking;
    if (current == null) {
      asking = mine;
    }
    return Optional.ofNullable(current);
  }

  private Duration pause() {
    return lifetimes.cacheTtl().compareTo(PAUSE) < 0 ? lifetimes.cacheTtl() : PAUSE;
  }

  private static boolean isWithin(Duration lifetime, long since, long now) {
    return now - since < lifetime.toNanos();
  }
}
