package org.ozmonitor.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class TopicsTest {
  private static final Topic<Long> NUMBERS =
      new Topic<>(
          "numbers", TopicCodec.json(n -> new JsonObject().put("n", n), json -> json.getLong("n")));
  private static final RequestTopic<Buffer, Buffer> ECHO =
      new RequestTopic<>("echo", TopicCodec.bytes(), TopicCodec.bytes());

  @Test
  void deliversWhatWasPublishedAfterRegistration(Vertx vertx, VertxTestContext test) {
    Topics topics = Topics.on(vertx.eventBus());

    topics
        .consume(
            NUMBERS,
            n ->
                test.verify(
                    () -> {
                      assertThat(n).isEqualTo(7L);
                      test.completeNow();
                    }))
        .onComplete(test.succeeding(_ -> topics.publish(NUMBERS, 7L)));
  }

  @Test
  void survivesAMessageThatIsNotOne(Vertx vertx, VertxTestContext test) {
    Topics topics = Topics.on(vertx.eventBus());

    topics
        .consume(NUMBERS, _ -> test.completeNow())
        .onComplete(
            test.succeeding(
                _ -> {
                  vertx.eventBus().publish("numbers", Buffer.buffer("not json"));
                  topics.publish(NUMBERS, 1L);
                }));
  }

  @Test
  void answersRequests(Vertx vertx, VertxTestContext test) {
    Topics topics = Topics.on(vertx.eventBus());

    topics
        .serve(ECHO, question -> Future.succeededFuture(question.copy().appendString("!")))
        .compose(_ -> topics.request(ECHO, Buffer.buffer("hello"), Duration.ofSeconds(1)))
        .onComplete(
            test.succeeding(
                answer ->
                    test.verify(
                        () -> {
                          assertThat(answer.toString()).isEqualTo("hello!");
                          test.completeNow();
                        })));
  }

  @Test
  void hearsAndAsksNothingWhenMuted(Vertx vertx, VertxTestContext test) {
    Topics muted = Topics.muted(vertx.eventBus());

    muted
        .serve(ECHO, Future::succeededFuture)
        .compose(_ -> muted.consume(NUMBERS, _ -> test.failNow("heard although muted")))
        .compose(
            _ ->
                Topics.on(vertx.eventBus())
                    .request(ECHO, Buffer.buffer("x"), Duration.ofMillis(50)))
        .onComplete(
            test.failing(
                _ -> {
                  Topics.on(vertx.eventBus()).publish(NUMBERS, 1L);
                  muted
                      .request(ECHO, Buffer.buffer("x"), Duration.ofMillis(50))
                      .onComplete(test.failingThenComplete());
                }));
  }
}
