package org.ozmonitor.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class NodeTest {
  private final Node node = new Node();
  private final List<String> stopped = Collections.synchronizedList(new ArrayList<>());

  @Test
  void stopsWhatWasStartedLastFirst() {
    start("first", Future.succeededFuture());
    start("second", Future.succeededFuture());

    node.stop();

    assertThat(stopped).containsExactly("second", "first");
  }

  @Test
  void stopsThoseTogetherThatHoldWhatOthersWaitFor() {
    Vertx vertx = Vertx.vertx();
    Promise<Void> firstStops = Promise.promise();
    node.onStop("vert.x", vertx::close);
    node.deployHolder(vertx, "first", stopping("first", firstStops, Future.succeededFuture()));
    node.deployHolder(vertx, "second", stopping("second", Promise.promise(), firstStops.future()));

    assertTimeout(Duration.ofSeconds(10), node::stop); // one after the other takes longer

    assertThat(stopped).containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void stopsTheRestWhenAPartFailsWithACheckedException() {
    start("first", Future.succeededFuture());
    start("second", Future.failedFuture(new TimeoutException("not in time")));

    node.stop();

    assertThat(stopped).containsExactly("second", "first");
  }

  @Test
  void stopsAtOnceWhatIsStartedAfterItWasToldToStop() {
    node.stop();

    assertThatThrownBy(() -> start("late", Future.succeededFuture()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(stopped).containsExactly("late");
  }

  @Test
  void stopsNothingThatIsStillInUseWhenItIsToldTwice() throws InterruptedException {
    Promise<Void> worker = Promise.promise();
    start("database", Future.succeededFuture());
    start("worker", worker.future());
    Thread first = Thread.ofPlatform().start(node::stop);
    await().until(() -> stopped.contains("worker"));

    Thread second = Thread.ofPlatform().start(node::stop);
    assertThat(second.join(Duration.ofMillis(300))).isFalse();
    assertThat(stopped).containsExactly("worker");

    worker.complete();
    first.join();
    second.join();
    assertThat(stopped).containsExactly("worker", "database");
  }

  @Test
  void throwsOnlyUncheckedExceptionsWhenItWaits() {
    assertThatThrownBy(() -> Node.await(Future.failedFuture(new BindException("port in use"))))
        .isInstanceOf(CompletionException.class)
        .hasMessage("port in use");
    assertThatThrownBy(() -> Node.await(Promise.promise().future(), Duration.ofMillis(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  /// @param stops completed as soon as it is told to stop
  /// @param until stops not before that
  private Deployable stopping(String what, Promise<Void> stops, Future<Void> until) {
    return new VerticleBase() {
      @Override
      public Future<?> stop() {
        stops.complete();
        return until.onSuccess(_ -> stopped.add(what));
      }
    };
  }

  private void start(String what, Future<?> stop) {
    node.onStop(
        what,
        () -> {
          stopped.add(what);
          return stop;
        });
  }
}
