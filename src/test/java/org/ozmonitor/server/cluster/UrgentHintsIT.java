package org.ozmonitor.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.server.postgres.ListenChannel;

/// Two nodes whose buses do not reach each other, on one database.
final class UrgentHintsIT {
  private static final TopicCodec<Long> LONGS =
      TopicCodec.json(n -> new JsonObject().put("n", n), json -> json.getLong("n"));
  private static final Topic<Long> URGENT = Topic.urgent("urgent", LONGS);
  private static final Topic<Long> ORDINARY = new Topic<>("ordinary", LONGS);

  private final Vertx vertx = Vertx.vertx();
  private final Vertx farVertx = Vertx.vertx();
  private final TestDatabase database = TestDatabase.create(vertx);
  private final ListenChannel channel =
      new ListenChannel(vertx, database.engine(), "ozm_hints_test");
  private final ListenChannel farChannel =
      new ListenChannel(farVertx, database.engine(), "ozm_hints_test");
  private final Topics topics = Topics.on(vertx.eventBus(), channel, new SimpleMeterRegistry());
  private final Topics far = Topics.on(farVertx.eventBus(), farChannel, new SimpleMeterRegistry());
  private final List<Long> heard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void listen() {
    channel.start();
    farChannel.start();
  }

  @AfterEach
  void close() {
    channel.stop().timeout(5, TimeUnit.SECONDS).await();
    farChannel.stop().timeout(5, TimeUnit.SECONDS).await();
    database.close();
    farVertx.close().timeout(10, TimeUnit.SECONDS).await();
    vertx.close().timeout(10, TimeUnit.SECONDS).await();
  }

  @Test
  void reachWhoIsNotOnTheSameBus() {
    var subscription = hear(URGENT);

    tellUntilHeard(7L);

    assertThat(heard).containsOnly(7L);
    subscription.close().timeout(5, TimeUnit.SECONDS).await();
  }

  @Test
  void areNotHeardAnyMoreWhenTheSubscriptionIsClosed() {
    var closed = hear(URGENT);
    tellUntilHeard(1L);
    closed.close().timeout(5, TimeUnit.SECONDS).await();
    var subscription = hear(ORDINARY);
    heard.clear();

    topics.publish(URGENT, 2L);
    topics.publish(ORDINARY, 3L);

    await().during(Duration.ofMillis(300)).until(heard::isEmpty);
    subscription.close().timeout(5, TimeUnit.SECONDS).await();
  }

  private Topics.Subscription hear(Topic<Long> topic) {
    return far.consume(topic, heard::add).timeout(5, TimeUnit.SECONDS).await();
  }

  /// Nobody knows when the other one listens.
  private void tellUntilHeard(long number) {
    await()
        .until(
            () -> {
              topics.publish(URGENT, number);
              return heard.contains(number);
            });
  }
}
