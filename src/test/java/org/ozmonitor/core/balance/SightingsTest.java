package org.ozmonitor.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SightingsTest {
  private static final Duration TTL = Duration.ofNanos(100);

  @Test
  void keepsWorkerAliveWhileItRenews() {
    var sightings =
        Sightings.NONE
            .observe(List.of(worker(1, 1, true)), 0)
            .observe(List.of(worker(1, 2, true)), 90);

    assertThat(sightings.alive(189, TTL)).containsExactly("a");
    assertThat(sightings.alive(190, TTL)).isEmpty();
  }

  @Test
  void losesWorkerThatStaysTheSame() {
    var sightings =
        Sightings.NONE
            .observe(List.of(worker(1, 1, true)), 0)
            .observe(List.of(worker(1, 1, true)), 99);

    assertThat(sightings.alive(99, TTL)).containsExactly("a");
    assertThat(sightings.alive(100, TTL)).isEmpty();
  }

  @Test
  void seesRestartedWorkerAsAlive() {
    var sightings =
        Sightings.NONE
            .observe(List.of(worker(1, 0, true)), 0)
            .observe(List.of(worker(2, 0, true)), 500);

    assertThat(sightings.alive(500, TTL)).containsExactly("a");
  }

  @Test
  void losesStoppedWorkerAtOnceAndForgetsOneWithoutRow() {
    var running = Sightings.NONE.observe(List.of(worker(1, 1, true)), 0);

    assertThat(running.observe(List.of(worker(1, 1, false)), 1).alive(1, TTL)).isEmpty();
    assertThat(running.observe(List.of(), 1).alive(1, TTL)).isEmpty();
  }

  @Test
  void staysAliveWhileItDrainsAndTakesNothing() {
    var draining =
        Sightings.NONE.observe(
            List.of(new WorkerSighting("a", 1, 1, WorkerState.DRAINING, WorkerLoad.UNKNOWN)), 0);

    assertThat(draining.alive(1, TTL)).containsExactly("a");
    assertThat(draining.workers(1, TTL)).singleElement().matches(it -> !it.accepting());
    assertThat(draining.stopped()).isEmpty();
  }

  @Test
  void takesNoChangeOfStateForASignOfLife() {
    var sightings =
        Sightings.NONE
            .observe(List.of(worker(1, 1, true)), 0)
            .observe(
                List.of(new WorkerSighting("a", 1, 1, WorkerState.DRAINING, WorkerLoad.UNKNOWN)),
                99);

    assertThat(sightings.alive(100, TTL)).isEmpty();
  }

  @Test
  void holdsNoSilenceAgainstAWorkerThatTheObserverCouldNotHaveHeard() {
    var blind = Duration.ofNanos(50);
    var before = Sightings.NONE.observe(List.of(worker(1, 1, true)), 0, blind, TTL);

    var seeing = before.observe(List.of(worker(1, 1, true)), 49, blind, TTL);
    var blinded = before.observe(List.of(worker(1, 1, true)), 50, blind, TTL);

    assertThat(seeing.alive(100, TTL)).isEmpty();
    assertThat(blinded.alive(149, TTL)).containsExactly("a");
    assertThat(blinded.alive(150, TTL)).isEmpty();
  }

  @Test
  void doesNotTakeAWorkerForAliveAgainThatWasGoneBeforeTheObserverWasBlind() {
    var blind = Duration.ofNanos(50);
    var gone =
        Sightings.NONE
            .observe(List.of(worker(1, 1, true)), 0, blind, TTL)
            .observe(List.of(worker(1, 1, true)), 40, blind, TTL)
            .observe(List.of(worker(1, 1, true)), 80, blind, TTL)
            .observe(List.of(worker(1, 1, true)), 100, blind, TTL);

    assertThat(gone.observe(List.of(worker(1, 1, true)), 900, blind, TTL).alive(900, TTL))
        .isEmpty();
    assertThat(gone.observe(List.of(worker(1, 2, true)), 900, blind, TTL).alive(900, TTL))
        .containsExactly("a");
  }

  @Test
  void namesThoseThatHaveBeenQuietForLong() {
    var sightings = Sightings.NONE.observe(List.of(worker(1, 1, true)), 0);

    assertThat(sightings.quiet(499, Duration.ofNanos(500))).isEmpty();
    assertThat(sightings.quiet(500, Duration.ofNanos(500))).containsExactly(worker(1, 1, true));
  }

  private static WorkerSighting worker(long epoch, long renewals, boolean running) {
    return new WorkerSighting(
        "a",
        epoch,
        renewals,
        running ? WorkerState.RUNNING : WorkerState.STOPPED,
        WorkerLoad.UNKNOWN);
  }
}
