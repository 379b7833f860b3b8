package org.ozmonitor.server.screening;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.notification.ClaimedDelivery;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.FreshDeliveries;
import org.ozmonitor.server.notification.HeldDeliveries;
import org.ozmonitor.server.notification.NewDelivery;
import org.ozmonitor.server.notification.NotificationTopics;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.work.ClaimedScreening;
import org.ozmonitor.server.work.EvaluationErrors;
import org.ozmonitor.server.work.MatchState;
import org.ozmonitor.server.work.Matches;
import org.ozmonitor.server.work.Releasing;
import org.ozmonitor.server.work.Screenings;

/// The transactions of the stage: what becomes of a match and its deliveries, together or not at
/// all. A match that has moved on stays as it is. Thread-safe.
final class Verdicts {
  /// Until what this node has not seen yet has reached it.
  private static final Duration LATER = Duration.ofSeconds(1);

  private final Database database;
  private final Screenings screenings;
  private final Matches matches;
  private final EvaluationErrors errors;
  private final Deliveries deliveries;
  private final HeldDeliveries held = new HeldDeliveries();
  private final Releasing releasing;
  private final Supplier<Configuration> configuration;
  private final FreshDeliveries fresh;
  private final Topics topics;
  private final String node;

  Verdicts(
      Database database,
      Screenings screenings,
      Matches matches,
      EvaluationErrors errors,
      Deliveries deliveries,
      FreshDeliveries fresh,
      Topics topics,
      Supplier<Configuration> configuration,
      String node) {
    this.database = database;
    this.screenings = screenings;
    this.matches = matches;
    this.errors = errors;
    this.deliveries = deliveries;
    this.fresh = fresh;
    this.topics = topics;
    this.configuration = configuration;
    this.releasing = new Releasing(held, deliveries, node);
    this.node = node;
  }

  /// Thrown inside a transaction when the claim is another's by now.
  private static final class ClaimLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClaimLost() {
      super("claim lost", null, false, false);
    }
  }

  /// Writes a verdict. False when it came too late: the match has moved on, or another node has the
  /// claim.
  ///
  /// @param failures of scripts, recorded in any case
  Future<Boolean> write(ClaimedScreening claim, Verdict verdict, List<String> failures) {
    Future<Boolean> written =
        switch (verdict) {
          case Verdict.Keep() -> keep(claim, failures);
          case Verdict.Drop() -> drop(claim, failures);
          case Verdict.Again(var delay) ->
              database.inTransaction(
                  connection ->
                      record(connection, claim, failures)
                          .compose(_ -> screenings.again(connection, claim, delay, true))
                          .map(true));
        };
    return written.recover(
        cause ->
            cause instanceof ClaimLost
                ? Future.succeededFuture(false)
                : Future.failedFuture(cause));
  }

  /// Makes a screening due at once, as if it had not been claimed.
  Future<Void> giveBack(ClaimedScreening claim) {
    return screenings.again(database.reader(), claim, Duration.ZERO, false);
  }

  /// Removes a screening whose match has moved on, and asks again where it has not.
  Future<Void> forget(ClaimedScreening claim) {
    return screenings
        .forget(database.reader(), claim)
        .compose(gone -> gone ? Future.succeededFuture() : later(claim));
  }

  private Future<Void> later(ClaimedScreening claim) {
    return screenings.again(database.reader(), claim, LATER, false);
  }

  /// What rules against noise kept back because of it speaks up in its place, which needs a
  /// configuration that knows the monitor: a node that is behind, or cannot read what the tenant
  /// has, leaves the verdict for later.
  private Future<Boolean> drop(ClaimedScreening claim, List<String> failures) {
    Configuration newest = configuration.get();
    boolean isReadable =
        newest.unreadable().values().stream().noneMatch(it -> it.tenant().equals(claim.tenant()));
    return newest.version() < claim.configVersion() || !isReadable
        ? later(claim).map(false)
        : drop(claim, newest, failures);
  }

  private Future<Boolean> drop(
      ClaimedScreening claim, Configuration newest, List<String> failures) {
    return database
        .inTransaction(
            connection ->
                settle(connection, claim, false, failures)
                    .compose(state -> release(connection, claim, newest, state)))
        .map(
            due -> {
              due.filter(count -> count > 0)
                  .ifPresent(count -> topics.publish(NotificationTopics.DELIVERIES_DUE, count));
              return due.isPresent();
            });
  }

  private Future<Optional<Integer>> release(
      SqlConnection connection,
      ClaimedScreening claim,
      Configuration newest,
      Optional<MatchState> state) {
    return state.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : releasing
            .releaseSuppressed(
                connection, newest, claim.tenant(), List.of(claim.matchId()), claim.seq())
            .map(Optional::of);
  }

  private Future<Boolean> keep(ClaimedScreening claim, List<String> failures) {
    int most = claim.deliveries().size() + claim.held().size();
    int reserved = fresh.reserve(most);
    return database
        .inTransaction(
            connection ->
                settle(connection, claim, true, failures)
                    .compose(state -> send(connection, claim, state, reserved)))
        .onFailure(_ -> fresh.release(reserved))
        .map(
            sent -> {
              fresh.release(reserved - sent.claimed().size());
              fresh.handOn(sent.claimed());
              if (sent.due() > 0) {
                topics.publish(NotificationTopics.DELIVERIES_DUE, sent.due());
              }
              return sent.stands();
            });
  }

  /// What a kept match sends.
  ///
  /// @param due deliveries that were not claimed at once
  private record Sent(boolean stands, List<ClaimedDelivery> claimed, int due) {}

  /// A match that was confirmed while it was screened has nothing left to wait for.
  private Future<Sent> send(
      SqlConnection connection, ClaimedScreening claim, Optional<MatchState> state, int reserved) {
    if (state.isEmpty()) {
      return Future.succeededFuture(new Sent(false, List.of(), 0));
    }
    boolean waits = state.get() == MatchState.DETECTED;
    List<NewDelivery> news = new ArrayList<>(claim.deliveries());
    if (!waits) {
      news.addAll(claim.held());
    }
    return held.hold(connection, waits ? claim.held() : List.of())
        .compose(_ -> deliveries.insert(connection, news, reserved, node))
        .map(claimed -> new Sent(true, claimed, news.size() - claimed.size()));
  }

  /// The match first, as lanes do.
  private Future<Optional<MatchState>> settle(
      SqlConnection connection, ClaimedScreening claim, boolean kept, List<String> failures) {
    return matches
        .screened(connection, claim.tenant(), claim.matchId(), claim.seq(), kept)
        .compose(
            state ->
                screenings
                    .remove(connection, claim)
                    .compose(
                        ours ->
                            ours
                                ? record(connection, claim, failures).map(state)
                                : Future.failedFuture(new ClaimLost())));
  }

  private Future<Void> record(
      SqlConnection connection, ClaimedScreening claim, List<String> failures) {
    if (failures.isEmpty() || claim.match().isEmpty()) {
      return Future.succeededFuture();
    }
    ClaimedScreening.Match match = claim.match().get();
    String error =
        "transaction %s: %s".formatted(match.transactionId(), String.join("; ", failures));
    return errors.record(
        connection,
        match.network(),
        claim.seq(),
        List.of(new EvaluationErrors.Entry(claim.tenant(), match.monitor(), error)));
  }
}
