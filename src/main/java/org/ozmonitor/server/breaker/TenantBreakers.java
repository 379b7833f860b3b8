package org.ozmonitor.server.breaker;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.postgres.Database;

/// The circuit breakers of tenants on this node. One is made at the first failure, and forgotten
/// when it closes: a tenant without trouble costs nothing. Each node finds out for itself; what it
/// found stands in `tenant_breakers` for people. Thread-safe.
public final class TenantBreakers {
  /// Breakers that have never opened are forgotten beyond so many, when their failures are old.
  private static final int MANY = 1_000;

  private final Vertx vertx;
  private final Database database;
  private final String node;
  private final BreakerSettings settings;
  private final BreakerMetrics metrics;
  private final BreakerRows rows = new BreakerRows();
  private final BreakerLog log = new BreakerLog();
  private final Map<Guarded, Breaker> breakers = new ConcurrentHashMap<>();

  /// @param database a pool of the engine role
  /// @param node this process's id
  public TenantBreakers(
      Vertx vertx,
      Database database,
      String node,
      BreakerSettings settings,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.database = database;
    this.node = node;
    this.settings = settings;
    this.metrics = new BreakerMetrics(registry);
  }

  /// A breaker with what it keeps of failures.
  private static final class Breaker {
    final CircuitBreaker circuit;
    volatile String lastFailure = "";

    /// What happened last to the row of this breaker, so that rows are written in order.
    Future<Void> written = Future.succeededFuture();

    Breaker(CircuitBreaker circuit) {
      this.circuit = circuit;
    }
  }

  /// Where the breaker stands.
  public BreakerState state(Guarded guarded) {
    Breaker breaker = breakers.get(guarded);
    return breaker == null ? BreakerState.CLOSED : BreakerState.of(breaker.circuit.state());
  }

  /// The tenants whose breaker for a network is half open.
  public Set<TenantId> halfOpen(NetworkId network) {
    return breakers.entrySet().stream()
        .filter(it -> it.getKey().network().equals(Optional.of(network)))
        .filter(it -> it.getValue().circuit.state() == CircuitBreakerState.HALF_OPEN)
        .map(it -> it.getKey().tenant())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Does some work unless the breaker is open, or half open with a try under way: then it fails
  /// with {@link io.vertx.circuitbreaker.OpenCircuitException} and nothing is done. A failure of
  /// the work counts.
  public <T> Future<T> run(Guarded guarded, Supplier<Future<T>> work) {
    Breaker breaker = breakers.get(guarded);
    if (breaker == null) {
      return work.get()
          .recover(
              cause -> failed(guarded, cause.toString()).compose(_ -> Future.failedFuture(cause)));
    }
    return breaker.circuit.execute(
        () -> work.get().onFailure(cause -> breaker.lastFailure = cause.toString()));
  }

  /// Counts a failure and answers where the breaker stands then.
  ///
  /// @param reason for people
  public Future<BreakerState> failed(Guarded guarded, String reason) {
    Breaker breaker = of(guarded);
    return breaker
        .circuit
        .<Void>execute(
            () -> {
              breaker.lastFailure = reason;
              return Future.failedFuture(new TenantFailure(reason));
            })
        .transform(_ -> Future.succeededFuture(BreakerState.of(breaker.circuit.state())));
  }

  /// Notes a success, which closes a breaker that is half open, and answers where it stands then.
  public Future<BreakerState> succeeded(Guarded guarded) {
    Breaker breaker = breakers.get(guarded);
    return breaker == null
        ? Future.succeededFuture(BreakerState.CLOSED)
        : breaker
            .circuit
            .<Void>execute(() -> Future.succeededFuture())
            .transform(_ -> Future.succeededFuture(BreakerState.of(breaker.circuit.state())));
  }

  /// Opens a breaker at once, unless it is open or half open.
  ///
  /// @param reason for people
  public void open(Guarded guarded, String reason) {
    Breaker breaker = of(guarded);
    if (state(guarded) == BreakerState.CLOSED) {
      breaker.lastFailure = reason;
      var _ = breaker.circuit.open();
    }
  }

  private Breaker of(Guarded guarded) {
    if (breakers.size() >= MANY) {
      breakers
          .values()
          .removeIf(
              it ->
                  BreakerState.of(it.circuit.state()) == BreakerState.CLOSED
                      && it.circuit.failureCount() == 0);
    }
    return breakers.computeIfAbsent(guarded, this::create);
  }

  private Breaker create(Guarded guarded) {
    var circuit =
        CircuitBreaker.create(
            "tenant " + guarded,
            vertx,
            new CircuitBreakerOptions()
                .setMaxFailures(settings.failures())
                .setFailuresRollingWindow(settings.window().toMillis())
                .setResetTimeout(settings.pause().toMillis())
                .setTimeout(-1) // what is guarded has timeouts of its own
                .setNotificationAddress(null));
    var breaker = new Breaker(circuit);
    var _ =
        circuit
            .openHandler(_ -> changed(guarded, breaker, BreakerState.OPEN))
            .halfOpenHandler(_ -> changed(guarded, breaker, BreakerState.HALF_OPEN))
            .closeHandler(_ -> changed(guarded, breaker, BreakerState.CLOSED));
    return breaker;
  }

  /// Called under the breaker's own lock, so in the order of its changes.
  private void changed(Guarded guarded, Breaker breaker, BreakerState state) {
    String reason = state == BreakerState.OPEN ? breaker.lastFailure : "";
    if (state == BreakerState.CLOSED) {
      breakers.remove(guarded, breaker);
    }
    metrics.changed(guarded, state);
    log.changed(guarded, state, reason);
    breaker.written =
        breaker
            .written
            .compose(_ -> rows.write(database.reader(), guarded, state, storable(reason), node))
            .onFailure(cause -> log.notWritten(guarded, cause))
            .otherwiseEmpty();
  }

  private static String storable(String reason) {
    String clean = reason.replace('\0', ' ').replaceAll("[\\ud800-\\udfff]", "?");
    return clean.length() <= 1_000 ? clean : clean.substring(0, 1_000);
  }

  private static final class TenantFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TenantFailure(String reason) {
      super(reason, null, false, false);
    }
  }
}
