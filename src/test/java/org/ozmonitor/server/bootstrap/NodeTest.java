package org.ozmonitor.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class NodeTest {
  private final Node node = new Node();
  private final List<String> stopped = new ArrayList<>();

  @Test
  void stopsWhatWasStartedLastFirst() {
    start("first", Future.succeededFuture());
    start("second", Future.succeededFuture());

    node.stop();

    assertThat(stopped).containsExactly("second", "first");
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
  void throwsOnlyUncheckedExceptionsWhenItWaits() {
    assertThatThrownBy(() -> Node.await(Future.failedFuture(new BindException("port in use"))))
        .isInstanceOf(CompletionException.class)
        .hasMessage("port in use");
    assertThatThrownBy(() -> Node.await(Promise.promise().future(), Duration.ofMillis(1)))
        .isInstanceOf(IllegalStateException.class);
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
