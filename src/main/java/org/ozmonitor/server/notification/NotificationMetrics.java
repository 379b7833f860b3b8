package org.ozmonitor.server.notification;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The meters of delivery. Thread-safe.
final class NotificationMetrics {
  private static final String DETECTED = "detected";
  private static final String BLOCK_TIME = "block.timestamp";

  /// Up to the year 5138; a chain may state what it likes.
  private static final String SECONDS = "[0-9]{1,11}";

  private final MeterRegistry registry;
  private final InstantSource clock;
  private final AtomicLong oldestDueMillis = new AtomicLong();
  private final AtomicLong deadLetters = new AtomicLong();
  private final AtomicLong disabled = new AtomicLong();
  private final AtomicLong openBreakers = new AtomicLong();
  private final AtomicLong halfOpenBreakers = new AtomicLong();

  /// @param clock for what chains state in wall time
  NotificationMetrics(MeterRegistry registry, Slots slots, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
    Gauge.builder("ozm.delivery.oldest.due.seconds", () -> oldestDueMillis.get() / 1000.0)
        .description("how long the longest due delivery has been due")
        .register(registry);
    Gauge.builder("ozm.dead.letters", deadLetters, AtomicLong::get)
        .description("deliveries that were given up")
        .register(registry);
    Gauge.builder("ozm.disabled.endpoints", disabled, AtomicLong::get)
        .description("triggers whose receiver said that it is gone (410)")
        .register(registry);
    breakerGauge("open", openBreakers);
    breakerGauge("half_open", halfOpenBreakers);
    Gauge.builder("ozm.delivery.in.flight", slots, Slots::inUse)
        .description("claims in memory")
        .register(registry);
  }

  /// @param outcome bounded: the states of a delivery and what follows an attempt
  void completed(String channel, String outcome) {
    registry.counter("ozm.deliveries", "channel", channel, "outcome", outcome).increment();
  }

  void breakers(EndpointQueues.Breakers breakers) {
    openBreakers.set(breakers.open());
    halfOpenBreakers.set(breakers.halfOpen());
  }

  /// A receiver said that it is gone.
  void endpointDisabled() {
    registry.counter("ozm.endpoints.disabled").increment();
  }

  private void breakerGauge(String state, AtomicLong count) {
    Gauge.builder("ozm.breaker.state", count, AtomicLong::get)
        .description("circuit breakers that are not closed")
        .tag("kind", "endpoint")
        .tag("state", state)
        .register(registry);
  }

  /// From the commit of a match's delivery to its first attempt.
  void firstAttempt(String network, Duration sinceCommit) {
    Timer.builder("ozm.stage")
        .tag("stage", "first_attempt")
        .tag("network", network)
        .publishPercentileHistogram()
        .register(registry)
        .record(sinceCommit);
  }

  /// From the moment that the chain states for a block to the first attempt to tell of a match in
  /// it. As exact as chains are: to a second, and by their own clocks.
  void blockToAttempt(ClaimedDelivery claim) {
    if (claim.event().equals(DETECTED)) {
      Optional.ofNullable(claim.content().variables().get(BLOCK_TIME))
          .filter(text -> text.matches(SECONDS))
          .ifPresent(
              text ->
                  Timer.builder("ozm.block.to.attempt")
                      .tag("network", claim.network())
                      .register(registry)
                      .record(
                          Duration.ofMillis(
                              Math.max(0, clock.millis() - Long.parseLong(text) * 1000))));
    }
  }

  void backlog(Deliveries.Backlog backlog) {
    oldestDueMillis.set(backlog.oldestDue().toMillis());
    deadLetters.set(backlog.deadLetters());
    disabled.set(backlog.disabled());
  }
}
