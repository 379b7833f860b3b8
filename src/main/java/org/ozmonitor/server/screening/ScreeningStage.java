package org.ozmonitor.server.screening;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.breaker.TenantBreakers;
import org.ozmonitor.server.definition.FilterScripts;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.script.ScriptRunner;
import org.ozmonitor.server.work.ClaimedScreening;
import org.ozmonitor.server.work.Screenings;

/// Claims matches that wait for their scripts, as many as scripts may run, and sees each to its
/// verdict. What a stopped or killed node leaves behind is claimed again by another, and leads to
/// the same deliveries. Confined to the context that calls {@link #start}.
final class ScreeningStage {
  private static final Duration POLL = Duration.ofSeconds(1);
  /// What a claim must outlast besides the scripts themselves.
  private static final Duration SLACK = Duration.ofSeconds(5);

  private static final Duration SQL_TIMEOUT = Duration.ofSeconds(15);

  /// Scripts in hand at a stop may still end by themselves.
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final Vertx vertx;
  private final Parts parts;
  private final ScreeningLog log = new ScreeningLog();
  private final ScreeningMetrics metrics;
  private final FilterScripts scripts = new FilterScripts();
  private final Conditions conditions = new Conditions();
  private final Map<ClaimedScreening, Future<Void>> inHand = new HashMap<>();
  private final Set<ClaimedScreening> givenBack = new HashSet<>();
  private Future<Void> claiming = Future.succeededFuture();
  private boolean polling;
  private boolean pollAgain;
  private boolean stopping;
  private long timer = -1;

  /// What the stage works with.
  ///
  /// @param node written into claims, for people to read
  /// @param claim how long a claim lasts, unless its scripts may take longer
  record Parts(
      Database database,
      Screenings screenings,
      Verdicts verdicts,
      ScriptRunner runner,
      TenantBreakers breakers,
      String node,
      Duration claim) {}

  ScreeningStage(Vertx vertx, Parts parts, ScreeningMetrics metrics) {
    this.vertx = vertx;
    this.parts = parts;
    this.metrics = metrics;
  }

  void start() {
    timer = vertx.setPeriodic(0, POLL.toMillis(), _ -> poll());
  }

  /// Completes when nothing is in hand; what does not end soon is given back.
  Future<Void> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    return claiming
        .otherwiseEmpty()
        .compose(
            _ ->
                Future.join(List.copyOf(inHand.values()))
                    .timeout(GRACE.toMillis(), TimeUnit.MILLISECONDS))
        .<Void>mapEmpty()
        .recover(_ -> giveAllBack());
  }

  private Future<Void> giveAllBack() {
    List<ClaimedScreening> left = List.copyOf(inHand.keySet());
    givenBack.addAll(left);
    return Future.join(
            left.stream()
                .map(it -> parts.verdicts().giveBack(it).onFailure(cause -> log.failed(it, cause)))
                .toList())
        .<Void>mapEmpty()
        .otherwiseEmpty(); // claims end by themselves
  }

  /// Looks for what is due. To be called on the stage's context.
  void poll() {
    if (polling) {
      pollAgain = true;
      return;
    }
    int free = parts.runner().maxParallel() - inHand.size();
    if (stopping || free <= 0) {
      return;
    }
    polling = true;
    pollAgain = false;
    claiming =
        parts
            .screenings()
            .claim(
                parts.database().reader(),
                new Screenings.Share(
                    free, parts.node(), parts.claim(), parts.runner().perTenant(), inUse()))
            .timeout(SQL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .onFailure(log::claimFailed)
            .otherwise(List.of())
            .map(
                claimed -> {
                  polling = false;
                  claimed.forEach(this::begin);
                  if (pollAgain || claimed.size() == free) {
                    poll();
                  }
                  return null;
                });
  }

  private Map<TenantId, Integer> inUse() {
    Map<TenantId, Integer> inUse = new HashMap<>();
    inHand.keySet().forEach(claim -> inUse.merge(claim.tenant(), 1, Integer::sum));
    return inUse;
  }

  private void begin(ClaimedScreening claim) {
    Future<Void> screening =
        Future.succeededFuture(claim)
            .compose(this::screen) // what throws fails its future
            .onFailure(cause -> log.failed(claim, cause))
            .otherwiseEmpty() // the claim ends, and it is tried again
            .andThen(
                (_, _) -> {
                  inHand.remove(claim);
                  poll();
                });
    if (!screening.isComplete()) {
      inHand.put(claim, screening);
    }
  }

  private Future<Void> screen(ClaimedScreening claim) {
    Optional<ClaimedScreening.Match> match = claim.match();
    if (match.isEmpty()) {
      log.overtaken(claim);
      return parts.verdicts().forget(claim);
    }
    var questioning =
        new Questioning(
            parts.database().reader(),
            scripts,
            parts.runner(),
            parts.breakers(),
            claim,
            match.get(),
            conditions.of(match.get()));
    return hold(claim, questioning)
        .compose(
            ours ->
                ours
                    ? questioning.ask().compose(verdict -> write(claim, verdict, questioning))
                    : Future.succeededFuture());
  }

  /// A claim must outlast its scripts, or another node would run them at the same time.
  private Future<Boolean> hold(ClaimedScreening claim, Questioning questioning) {
    Duration needed = questioning.longest().plus(SLACK);
    return needed.compareTo(parts.claim()) <= 0
        ? Future.succeededFuture(true)
        : parts.screenings().hold(parts.database().reader(), claim, needed);
  }

  private Future<Void> write(ClaimedScreening claim, Verdict verdict, Questioning questioning) {
    if (givenBack.contains(claim)) {
      return Future.succeededFuture();
    }
    List<String> failures = questioning.failures();
    failures.forEach(failure -> log.scriptFailed(claim, failure));
    return parts
        .verdicts()
        .write(claim, verdict, failures)
        .map(
            written -> {
              log.settled(claim, verdict, written);
              metrics.settled(verdict, written);
              return null;
            });
  }
}
