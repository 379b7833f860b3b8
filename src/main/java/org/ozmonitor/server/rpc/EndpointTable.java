package org.ozmonitor.server.rpc;

import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.server.rpc.EndpointState.Standing;

/// Which endpoint is asked, and how often. Thread-safe.
///
/// One endpoint is active and asked first, as long as it answers; when it fails the next one takes
/// its place, and a better one gets it back once it has worked for a while. A question is asked in
/// rounds, each endpoint at most once in each, and there is an end to the rounds. Endpoints that
/// are shut (circuit breaker, `Retry-After`, another chain) are not asked.
final class EndpointTable {
  /// Of a pause of ten minutes in nanoseconds, without an overflow.
  private static final int MOST_DOUBLINGS = 13;

  private final Vertx vertx;
  private final Map<Endpoint, EndpointState> states = new LinkedHashMap<>();
  private final Function<Endpoint, Future<Void>> chainId;
  private final RpcSettings settings;
  private final LongSupplier nanoTime;
  private final LongUnaryOperator jitter;
  private final RpcMetrics metrics;
  private final RpcLog log;
  private final AtomicReference<@Nullable EndpointState> active = new AtomicReference<>();

  /// @param states the best first
  /// @param chainId fails when an endpoint serves another chain
  EndpointTable(
      RpcParts parts,
      List<EndpointState> states,
      Function<Endpoint, Future<Void>> chainId,
      RpcMetrics metrics,
      RpcLog log) {
    this.vertx = parts.vertx();
    this.chainId = chainId;
    this.settings = parts.settings();
    this.nanoTime = parts.nanoTime();
    this.jitter = parts.jitter();
    this.metrics = metrics;
    this.log = log;
    states.forEach(state -> this.states.put(state.endpoint(), state));
  }

  List<Endpoint> all() {
    return List.copyOf(states.keySet());
  }

  /// The first answer of any endpoint.
  <T> Future<T> first(Function<Endpoint, Future<T>> ask) {
    return new Question<>(ask, this::order, RpcException::isPassing).round(1);
  }

  /// The answer of one endpoint. It is asked again when it fails in passing, but not waited for
  /// when it is silent, does not have what is asked for, or is shut.
  <T> Future<T> only(Endpoint endpoint, Function<Endpoint, Future<T>> ask) {
    EndpointState state = state(endpoint);
    return state.standing(nanoTime.getAsLong()) == Standing.SHUT
        ? Future.failedFuture(RpcException.unavailable(endpoint + " is left alone for a while"))
        : new Question<>(ask, _ -> List.of(state), EndpointTable::isQuick).round(1);
  }

  private static boolean isQuick(RpcException failure) {
    return switch (failure.kind()) {
      case TIMEOUT, ABSENT, UNAVAILABLE -> false;
      default -> failure.isPassing();
    };
  }

  /// Asks one endpoint once and remembers how that went.
  <T> Future<T> once(Endpoint endpoint, Function<Endpoint, Future<T>> ask) {
    return once(state(endpoint), ask);
  }

  /// Prefers all others for a while.
  void avoid(Endpoint endpoint, Exclusion reason) {
    log.endpointAvoided(endpoint, reason);
    state(endpoint).exclude(reason, settings.rules().avoidance(), nanoTime.getAsLong());
  }

  /// Says which endpoints are behind.
  ///
  /// @param heads as told at one time
  /// @param lowest a head below this is behind
  void compare(Map<Endpoint, Long> heads, long lowest) {
    heads.forEach(
        (endpoint, head) -> {
          EndpointState state = state(endpoint);
          if (state.behind(head < lowest) && head < lowest) {
            log.endpointLags(endpoint, head, lowest);
          }
        });
  }

  /// Those that may be asked now, in order.
  List<Endpoint> askable() {
    return order(nanoTime.getAsLong()).stream().map(EndpointState::endpoint).toList();
  }

  void close() {
    states.values().forEach(EndpointState::close);
  }

  private List<EndpointState> order(long now) {
    Map<EndpointState, Standing> standing = new LinkedHashMap<>();
    states.values().forEach(state -> standing.put(state, state.standing(now)));
    List<EndpointState> order =
        new ArrayList<>(
            states.values().stream()
                .filter(state -> standing.get(state) != Standing.SHUT)
                .sorted(Comparator.comparing(standing::get))
                .toList());
    List<EndpointState> ready =
        order.stream().filter(state -> standing.get(state) == Standing.READY).toList();
    if (!ready.isEmpty()) {
      EndpointState chosen = choose(ready, now);
      order.remove(chosen);
      order.addFirst(chosen);
    }
    return order;
  }

  /// The active one, unless a better one can be trusted again.
  private EndpointState choose(List<EndpointState> ready, long now) {
    EndpointState current = active.get();
    for (EndpointState state : ready) {
      if (state == current || state.isTrusted(now)) {
        activate(current, state);
        return state;
      }
    }
    activate(current, ready.getFirst());
    return ready.getFirst();
  }

  /// Of many failures at one time the first moves it.
  private void activate(@Nullable EndpointState from, EndpointState to) {
    if (from != to && active.compareAndSet(from, to)) {
      if (from != null) {
        from.metrics().active(false);
        log.endpointActive(from.endpoint(), to.endpoint());
      }
      to.metrics().active(true);
    }
  }

  private <T> Future<T> once(EndpointState state, Function<Endpoint, Future<T>> ask) {
    Endpoint endpoint = state.endpoint();
    return state
        .breaker()
        .<T>execute(() -> verified(state).compose(_ -> ask.apply(endpoint)))
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof OpenCircuitException
                        ? RpcException.unavailable("circuit breaker of " + endpoint + " is open")
                        : cause))
        .onSuccess(_ -> state.succeeded())
        .onFailure(
            cause -> {
              if (cause instanceof RpcException failure
                  && failure.kind() != RpcException.Kind.UNAVAILABLE) {
                log.endpointFailed(endpoint, failure, state.failed(failure, nanoTime.getAsLong()));
              }
            });
  }

  private Future<Void> verified(EndpointState state) {
    return state.isVerified(nanoTime.getAsLong())
        ? Future.succeededFuture()
        : chainId.apply(state.endpoint()).onSuccess(_ -> state.verified(nanoTime.getAsLong()));
  }

  private EndpointState state(Endpoint endpoint) {
    EndpointState known = states.get(endpoint);
    if (known == null) {
      throw new IllegalArgumentException("endpoint of another network");
    }
    return known;
  }

  /// One question on its way. Confined to the asker's context.
  private final class Question<T> {
    private final Function<Endpoint, Future<T>> ask;
    private final Function<Long, List<EndpointState>> candidates;
    private final Predicate<RpcException> again;
    private final long begunAt = nanoTime.getAsLong();
    private boolean passing;
    private Optional<RpcException> last = Optional.empty();

    Question(
        Function<Endpoint, Future<T>> ask,
        Function<Long, List<EndpointState>> candidates,
        Predicate<RpcException> again) {
      this.ask = ask;
      this.candidates = candidates;
      this.again = again;
    }

    Future<T> round(int number) {
      List<EndpointState> order = candidates.apply(nanoTime.getAsLong());
      passing = order.isEmpty();
      return order.isEmpty()
          ? next(number, RpcException.unavailable(emptyBecause()))
          : attempt(order, 0, number);
    }

    private Future<T> attempt(List<EndpointState> order, int index, int round) {
      EndpointState state = order.get(index);
      return once(state, ask)
          .recover(
              cause -> {
                if (!(cause instanceof RpcException failure)) {
                  return Future.failedFuture(cause);
                }
                passing |= again.test(failure);
                if (failure.kind() != RpcException.Kind.UNAVAILABLE) {
                  last = Optional.of(failure);
                }
                if (index + 1 == order.size() || isLate()) {
                  return next(round, failure);
                }
                if (failure.kind() != RpcException.Kind.UNAVAILABLE) {
                  metrics.rotated(failure.kind());
                }
                return attempt(order, index + 1, round);
              });
    }

    private Future<T> next(int round, RpcException failure) {
      RpcSettings.Rounds rounds = settings.rounds();
      if (!passing || round >= rounds.most() || isLate() || states.isEmpty()) {
        return Future.failedFuture(last.orElse(failure));
      }
      return vertx.timer(Math.max(1, pause(round).toMillis())).compose(_ -> round(round + 1));
    }

    /// Full jitter; where nobody may be asked, until somebody may.
    private Duration pause(int round) {
      RpcSettings.Rounds rounds = settings.rounds();
      long longest = rounds.longestPause().toNanos();
      long bound =
          Math.min(longest, rounds.firstPause().toNanos() << Math.min(round - 1, MOST_DOUBLINGS));
      long now = nanoTime.getAsLong();
      long shutFor =
          candidates.apply(now).isEmpty()
              ? states.values().stream()
                  .map(state -> state.shutFor(now))
                  .flatMapToLong(OptionalLong::stream)
                  .min()
                  .orElse(0)
              : 0;
      return Duration.ofNanos(Math.min(longest, shutFor + jitter.applyAsLong(bound)));
    }

    private boolean isLate() {
      return nanoTime.getAsLong() - begunAt >= settings.rounds().longestQuestion().toNanos();
    }

    private String emptyBecause() {
      return states.isEmpty()
          ? "network has no usable endpoint"
          : "every endpoint of the network is left alone for a while";
    }
  }
}
