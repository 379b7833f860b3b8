package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointQueuesTest {
  private long now;
  private final EndpointQueues<String> queues =
      new EndpointQueues<>(2, Duration.ofSeconds(1), () -> now);

  @Test
  void letsEndpointsTakeTurns() {
    for (String job : List.of("a1", "a2", "a3", "b1", "b2")) {
      offer(job.substring(0, 1), job);
    }

    assertThat(drain()).containsExactly("a1", "b1", "a2", "b2");
  }

  @Test
  void boundsWhatIsInFlightAtOneEndpoint() {
    List.of("a1", "a2", "a3", "a4").forEach(job -> offer("a", job));
    assertThat(drain()).containsExactly("a1", "a2");

    queues.done("a");

    assertThat(drain()).containsExactly("a3");
  }

  @Test
  void givesBackWhatHasWaitedTooLong() {
    List.of("a1", "a2", "a3").forEach(job -> offer("a", job));
    assertThat(drain()).hasSize(2);
    now += Duration.ofMillis(900).toNanos();
    offer("a", "a4");
    now += Duration.ofMillis(200).toNanos();

    assertThat(queues.removeStale()).containsExactly("a3");

    queues.done("a");
    assertThat(drain()).containsExactly("a4");
  }

  @Test
  void forgetsEndpointsThatAreIdle() {
    offer("a", "a1");
    assertThat(queues.removeAll()).containsExactly("a1");
    assertThat(drain()).isEmpty();

    offer("a", "a2");
    assertThat(drain()).containsExactly("a2");
    queues.done("a");
    assertThat(queues.removeAll()).isEmpty();
  }

  @Test
  void turnsAwayWhatWouldWaitForAnEndpointThatIsKnownToBeSlow() {
    List.of("a1", "a2", "a3").forEach(job -> offer("a", job));
    assertThat(drain()).hasSize(2);
    now += Duration.ofSeconds(2).toNanos();
    assertThat(queues.removeStale()).containsExactly("a3");

    assertThat(queues.offer("a", "a4")).isFalse();
    queues.done("a");
    offer("a", "a5");
    now += Duration.ofSeconds(6).toNanos();
    offer("a", "a6");

    assertThat(drain()).containsExactly("a5");
  }

  private void offer(String endpoint, String job) {
    assertThat(queues.offer(endpoint, job)).isTrue();
  }

  private List<String> drain() {
    List<String> jobs = new ArrayList<>();
    for (Optional<EndpointQueues.Turn<String>> turn = queues.next();
        turn.isPresent();
        turn = queues.next()) {
      jobs.add(turn.get().job());
    }
    return jobs;
  }
}
