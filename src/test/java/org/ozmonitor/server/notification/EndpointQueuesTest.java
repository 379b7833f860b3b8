package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.notification.EndpointBreaker;
import org.ozmonitor.core.tenant.TenantId;

class EndpointQueuesTest {
  private static final EndpointQueues.Answer ANSWERED = new EndpointQueues.Answer.Answered();
  private static final EndpointQueues.Answer TROUBLE = new EndpointQueues.Answer.Trouble();
  private static final UUID TRIGGER = new UUID(7, 7);

  private final List<String> heard = new ArrayList<>();
  private long now;
  private final EndpointQueues<String> queues =
      new EndpointQueues<>(
          new EndpointQueues.Rules(
              2,
              Duration.ofSeconds(1),
              Duration.ofSeconds(5),
              Duration.ofSeconds(3),
              new EndpointBreaker.Rules(
                  3, Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofHours(1))),
          () -> now,
          new EndpointQueues.Listener() {
            @Override
            public void opened(EndpointKey endpoint, Duration pause) {
              heard.add(endpoint.name() + " open " + pause);
            }

            @Override
            public void closed(EndpointKey endpoint) {
              heard.add(endpoint.name() + " closed");
            }
          });

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

    done("a", ANSWERED);

    assertThat(drain()).containsExactly("a3");
  }

  @Test
  void givesBackWhatHasWaitedTooLong() {
    List.of("a1", "a2", "a3").forEach(job -> offer("a", job));
    assertThat(drain()).hasSize(2);
    passes(Duration.ofMillis(900));
    offer("a", "a4");
    passes(Duration.ofMillis(200));

    assertThat(queues.removeStale()).containsExactly("a3");

    done("a", ANSWERED);
    assertThat(drain()).containsExactly("a4");
  }

  @Test
  void forgetsEndpointsThatAreIdle() {
    offer("a", "a1");
    assertThat(queues.removeAll()).containsExactly("a1");
    assertThat(drain()).isEmpty();

    offer("a", "a2");
    assertThat(drain()).containsExactly("a2");
    done("a", ANSWERED);
    assertThat(queues.removeAll()).isEmpty();
    assertThat(queues.room()).isEmpty();
  }

  @Test
  void turnsAwayWhatWouldWaitForAnEndpointThatIsKnownToBeSlow() {
    List.of("a1", "a2", "a3").forEach(job -> offer("a", job));
    assertThat(drain()).hasSize(2);
    passes(Duration.ofSeconds(2));
    assertThat(queues.removeStale()).containsExactly("a3");

    assertThat(queues.offer(key("a"), TRIGGER, "a4"))
        .isInstanceOf(EndpointQueues.Offer.TurnedAway.class);
    done("a", ANSWERED);
    offer("a", "a5");
    assertThat(drain()).containsExactly("a5");
    passes(Duration.ofSeconds(6));
    assertThat(queues.offer(key("a"), TRIGGER, "a6"))
        .as("it owes answers and gives none")
        .isInstanceOf(EndpointQueues.Offer.TurnedAway.class);

    done("a", ANSWERED);
    offer("a", "a7");
    assertThat(drain()).containsExactly("a7");
  }

  @Test
  void addsNothingToAnEndpointThatOwesAnswers() {
    offer("a", "a1");
    assertThat(drain()).containsExactly("a1");
    passes(Duration.ofSeconds(4));
    offer("a", "a2");

    assertThat(drain()).isEmpty();
    done("a", ANSWERED);
    assertThat(drain()).containsExactly("a2");
  }

  @Test
  void opensAfterTroublesInARowAndTurnsAwayWhatWaits() {
    openA();
    offerTurnedAway("a");

    assertThat(heard).containsExactly("a open PT10S");
    assertThat(queues.breakers()).isEqualTo(new EndpointQueues.Breakers(1, 0));
    assertThat(queues.room()).containsEntry(TRIGGER, 0);
  }

  @Test
  void letsOneThroughWhenThePauseIsOver() {
    openA();
    passes(Duration.ofSeconds(11));
    assertThat(queues.breakers()).isEqualTo(new EndpointQueues.Breakers(0, 1));
    assertThat(queues.room()).containsEntry(TRIGGER, 1);
    offer("a", "probe");
    offerTurnedAway("a");
    assertThat(drain()).containsExactly("probe");

    done("a", TROUBLE);
    assertThat(heard).containsExactly("a open PT10S", "a open PT20S");

    passes(Duration.ofSeconds(21));
    offer("a", "second probe");
    assertThat(drain()).containsExactly("second probe");
    done("a", ANSWERED);
    assertThat(heard).endsWith("a closed");
    offer("a", "a9");
    assertThat(drain()).containsExactly("a9");
  }

  @Test
  void anAnswerBetweenTroublesKeepsItClosed() {
    for (int i = 0; i < 10; i++) {
      offer("a", "a" + i);
      assertThat(drain()).hasSize(1);
      done("a", i % 3 == 2 ? ANSWERED : TROUBLE);
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void leavesAnEndpointAloneAsLongAsItAsks() {
    offer("a", "a1");
    offer("a", "a2");
    offer("a", "a3");
    assertThat(drain()).hasSize(2);

    EndpointQueues.TurnedAway<String> away =
        queues.done(key("a"), new EndpointQueues.Answer.AskedToWait(Duration.ofSeconds(30)));

    assertThat(away.jobs()).containsExactly("a3");
    assertThat(away.pause()).isEqualTo(Duration.ofSeconds(30));
    done("a", ANSWERED);
    offerTurnedAway("a");
    assertThat(heard).isEmpty();
    passes(Duration.ofSeconds(31));
    offer("a", "a4");
    assertThat(drain()).containsExactly("a4");
  }

  @Test
  void judgesATriggerByItsNewAddressOnceItHasOne() {
    openA();
    assertThat(queues.shut()).containsKey(TRIGGER);

    offer("b", "b1");

    assertThat(queues.shut()).isEmpty();
    assertThat(queues.room()).isEmpty();
    passes(Duration.ofSeconds(11));
    assertThat(queues.breakers()).isEqualTo(new EndpointQueues.Breakers(0, 1));
    assertThat(queues.room()).as("of b, and not of a").isEmpty();
  }

  @Test
  void forgetsTroublesOfAnEndpointThatNobodySendsToAnyMore() {
    openA();
    passes(Duration.ofSeconds(10 + 60));
    assertThat(queues.removeStale()).isEmpty();
    assertThat(queues.breakers()).isEqualTo(new EndpointQueues.Breakers(0, 1));

    passes(Duration.ofSeconds(1));
    assertThat(queues.removeStale()).isEmpty();

    assertThat(queues.breakers()).isEqualTo(new EndpointQueues.Breakers(0, 0));
    assertThat(queues.room()).isEmpty();
  }

  @Test
  void shutsAnEndpointForOneTenantOnly() {
    openA();
    EndpointKey ofAnother = new EndpointKey(new TenantId(new UUID(5, 5)), "a");

    assertThat(queues.offer(ofAnother, new UUID(1, 1), "b1"))
        .isInstanceOf(EndpointQueues.Offer.Taken.class);
    assertThat(drain()).containsExactly("b1");
  }

  private void openA() {
    for (int i = 0; i < 3; i++) {
      offer("a", "a" + i);
      assertThat(drain()).hasSize(1);
      done("a", TROUBLE);
    }
  }

  private static EndpointKey key(String name) {
    return new EndpointKey(TenantId.DEFAULT, name);
  }

  private void passes(Duration time) {
    now += time.toNanos();
  }

  private void done(String endpoint, EndpointQueues.Answer answer) {
    assertThat(queues.done(key(endpoint), answer).jobs()).isEmpty();
  }

  private void offerTurnedAway(String endpoint) {
    assertThat(queues.offer(key(endpoint), TRIGGER, "refused"))
        .isInstanceOf(EndpointQueues.Offer.TurnedAway.class);
  }

  private void offer(String endpoint, String job) {
    assertThat(queues.offer(key(endpoint), TRIGGER, job))
        .isInstanceOf(EndpointQueues.Offer.Taken.class);
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
