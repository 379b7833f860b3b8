package org.ozmonitor.server.bootstrap;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ozmonitor.core.balance.Outcome;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.server.balance.Assignments;
import org.ozmonitor.server.balance.BalanceRequests;
import org.ozmonitor.server.cluster.Workers;
import org.ozmonitor.server.work.Lanes;

/// Shows workers and assignments, and asks the leader to change them: by rows, so it may lead
/// later.
/// Blocks.
final class BalanceCommand {
  private static final int LOOKS = 75;
  private static final long LOOK_EVERY_MS = 200;

  private final DatabaseCommand.Opened opened;
  private final SqlClient reader;
  private final Assignments assignments = new Assignments();
  private final BalanceRequests requests = new BalanceRequests();

  private BalanceCommand(DatabaseCommand.Opened opened) {
    this.opened = opened;
    this.reader = opened.database().reader();
  }

  /// Exit code 1 when what is asked for is refused or not there, or the leader gives no answer.
  static int run(Command.Balance command) {
    return DatabaseCommand.run(
        command.configFile(), opened -> new BalanceCommand(opened).run(command.action()));
  }

  private int run(BalanceAction action) {
    return switch (action) {
      case BalanceAction.Workers(boolean json) -> workers(json);
      case BalanceAction.Assignments list -> assignments(list);
      case BalanceAction.Rebalance(boolean waits) ->
          answer(Node.await(requests.rebalance(reader)), waits);
      case BalanceAction.Drain drain -> drain(drain);
      case BalanceAction.Move move -> move(move);
    };
  }

  private int workers(boolean json) {
    Workers workers = new Workers(reader);
    Map<String, Integer> tenants = Node.await(assignments.counts(reader));
    Map<String, Duration> silences = Node.await(workers.silences());
    Duration longest = opened.config().lease().ttl();
    List<WorkerText> found =
        Node.await(workers.list()).stream()
            .map(
                worker ->
                    new WorkerText(
                        worker,
                        tenants.getOrDefault(worker.id(), 0),
                        silences.getOrDefault(worker.id(), Duration.ZERO),
                        longest))
            .toList();
    if (json) {
      JsonArray all = new JsonArray();
      found.forEach(worker -> all.add(worker.json()));
      System.out.println(all.encodePrettily());
    } else {
      found.forEach(worker -> System.out.println(worker.line()));
    }
    return 0;
  }

  private int assignments(BalanceAction.Assignments list) {
    List<Assignments.Listed> found =
        Node.await(assignments.list(reader, list.tenant(), list.limit()));
    if (list.json()) {
      JsonArray all = new JsonArray();
      found.forEach(it -> all.add(json(it)));
      System.out.println(all.encodePrettily());
    } else {
      found.forEach(it -> System.out.println(line(it)));
    }
    if (found.isEmpty() && list.tenant().isPresent()) {
      System.err.println("there is no assignment of tenant " + list.tenant().get());
      return 1;
    }
    if (found.size() == list.limit()) {
      System.err.println("there may be more: --limit");
    }
    return 0;
  }

  private static String line(Assignments.Listed it) {
    return String.join(
        "  ",
        it.tenant(),
        it.worker().orElse("unassigned"),
        it.reason(),
        "version " + it.version(),
        it.assignedAt().toString());
  }

  private static JsonObject json(Assignments.Listed it) {
    return new JsonObject()
        .put("tenant", it.tenant())
        .put("tenant_id", it.id().toString())
        .put("worker_id", it.worker().orElse(null))
        .put("priority", it.priority())
        .put("version", it.version())
        .put("reason", it.reason())
        .put("assigned_at", it.assignedAt().toString());
  }

  private int drain(BalanceAction.Drain drain) {
    String worker = drain.worker();
    if (!Node.await(new Workers(reader).drain(worker, !drain.cancel()))) {
      System.err.println("there is no worker %s, or it has stopped".formatted(worker));
      return 1;
    }
    if (drain.cancel()) {
      System.out.println(worker + " takes tenants again");
      return 0;
    }
    if (!drain.waits()) {
      System.out.println(worker + " drains");
      return 0;
    }
    Optional<Boolean> empty =
        poll(() -> isEmpty(worker).map(it -> Optional.of(it).filter(yes -> yes)));
    int left = Node.await(assignments.counts(reader)).getOrDefault(worker, 0);
    if (empty.isPresent()) {
      System.out.println(worker + " has no tenants any more");
      return 0;
    }
    System.err.println(
        "%s drains, and still has %d tenants: others have no room, or nobody leads"
            .formatted(worker, left));
    return 1;
  }

  private Future<Boolean> isEmpty(String worker) {
    return assignments
        .counts(reader)
        .compose(
            counts ->
                counts.containsKey(worker)
                    ? Future.succeededFuture(false)
                    : new Lanes().of(reader, worker).map(List::isEmpty));
  }

  private int move(BalanceAction.Move move) {
    Optional<Tenant> tenant =
        Node.await(opened.configurations().tenants().find(reader, move.tenant()));
    if (tenant.isEmpty()) {
      System.err.println("there is no tenant " + move.tenant());
      return 1;
    }
    return answer(
        Node.await(requests.move(reader, tenant.get().id(), move.worker())), move.waits());
  }

  private int answer(long request, boolean waits) {
    Optional<Outcome> outcome =
        waits ? poll(() -> requests.outcome(reader, request)) : Optional.empty();
    if (outcome.isPresent()) {
      (outcome.get().done() ? System.out : System.err).println(outcome.get().detail());
      return outcome.get().done() ? 0 : 1;
    }
    if (waits) {
      System.err.println("nobody leads now; who leads next will look at request " + request);
      return 1;
    }
    System.out.println("request " + request);
    return 0;
  }

  private <T> Optional<T> poll(Supplier<Future<Optional<T>>> question) {
    for (int look = 0; look < LOOKS; look++) {
      Optional<T> found = Node.await(question.get());
      if (found.isPresent()) {
        return found;
      }
      var _ = opened.vertx().timer(LOOK_EVERY_MS, TimeUnit.MILLISECONDS).await();
    }
    return Optional.empty();
  }
}
