package org.ozmonitor.server.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ozmonitor.server.cluster.Leases.Observation;

/// Looks at many leases with few statements: one is under way at a time, and who asks meanwhile is
/// answered by the next. So a statement is never older than the question it answers. Thread-safe.
final class LeaseLooks {
  /// Above the limits that the server sets: a connection that has died in silence must not end all
  /// looks.
  private static final long TIMEOUT_SECONDS = 15;

  private final Function<Collection<String>, Future<Map<String, Observation>>> read;
  private final ConcurrentLinkedQueue<Question> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean reading = new AtomicBoolean();

  private record Question(
      String name, Promise<Optional<Observation>> answer, Optional<Context> context) {
    void answer(Runnable how) {
      context.ifPresentOrElse(home -> home.runOnContext(_ -> how.run()), how);
    }
  }

  /// @param read the leases of these names that there are
  LeaseLooks(Function<Collection<String>, Future<Map<String, Observation>>> read) {
    this.read = read;
  }

  /// The lease as it stands after this call; answered on the caller's context.
  Future<Optional<Observation>> look(String name) {
    Promise<Optional<Observation>> answer = Promise.promise();
    waiting.add(new Question(name, answer, Optional.ofNullable(Vertx.currentContext())));
    readNext();
    return answer.future();
  }

  private void readNext() {
    if (waiting.isEmpty() || !reading.compareAndSet(false, true)) {
      return;
    }
    List<Question> questions = new ArrayList<>();
    for (Question next = waiting.poll(); next != null; next = waiting.poll()) {
      questions.add(next);
    }
    Future<Map<String, Observation>> found =
        questions.isEmpty()
            ? Future.succeededFuture(new HashMap<>())
            : Future.succeededFuture(
                    questions.stream().map(Question::name).collect(Collectors.toSet()))
                .compose(read)
                .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    found.onComplete(
        result -> {
          reading.set(false);
          readNext();
          questions.forEach(question -> answer(question, result.succeeded(), found));
        });
  }

  private static void answer(
      Question question, boolean succeeded, Future<Map<String, Observation>> found) {
    question.answer(
        () -> {
          if (succeeded) {
            question.answer().complete(Optional.ofNullable(found.result().get(question.name())));
          } else {
            question.answer().fail(found.cause());
          }
        });
  }
}
