package org.ozmonitor.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.ozmonitor.server.cluster.Leases.Observation;

/// Looks at many leases with few statements.
final class LeaseLooksTest {
  private static final Observation FREE = new Observation(Optional.empty(), 1, 0);

  private final List<Set<String>> asked = new ArrayList<>();
  private final List<Promise<Map<String, Observation>>> answers = new ArrayList<>();
  private final LeaseLooks looks = new LeaseLooks(this::read);

  @Test
  void asksTogetherWhatIsAskedWhileAStatementIsUnderWay() {
    Future<Optional<Observation>> a = looks.look("a");
    Future<Optional<Observation>> b = looks.look("b");
    Future<Optional<Observation>> c = looks.look("c");

    answers.getFirst().complete(Map.of("a", FREE));
    answers.getLast().complete(Map.of("b", FREE));

    assertThat(asked).containsExactly(Set.of("a"), Set.of("b", "c"));
    assertThat(await(a)).contains(FREE);
    assertThat(await(b)).contains(FREE);
    assertThat(await(c)).isEmpty();
  }

  @Test
  void neverAnswersWithAStatementThatIsOlderThanTheQuestion() {
    Future<Optional<Observation>> early = looks.look("a");
    Future<Optional<Observation>> late = looks.look("a");

    answers.getFirst().complete(Map.of());
    answers.getLast().complete(Map.of("a", FREE));

    assertThat(await(early)).isEmpty();
    assertThat(await(late)).contains(FREE);
  }

  @Test
  void goesOnAfterAFailure() {
    Future<Optional<Observation>> a = looks.look("a");
    answers.getFirst().fail("the database is away");
    assertThatThrownBy(() -> await(a)).hasMessage("the database is away");

    Future<Optional<Observation>> b = looks.look("b");
    answers.getLast().complete(Map.of("b", FREE));

    assertThat(await(b)).contains(FREE);
  }

  private Future<Map<String, Observation>> read(Collection<String> names) {
    asked.add(Set.copyOf(names));
    answers.add(Promise.promise());
    return answers.getLast().future();
  }

  private static <T> T await(Future<T> future) {
    return future.timeout(5, TimeUnit.SECONDS).await();
  }
}
