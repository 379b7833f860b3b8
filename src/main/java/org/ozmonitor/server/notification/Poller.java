package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// Claims what is due, one claim at a time; fresh deliveries and replays each have a poller.
/// Confined to one context.
final class Poller {
  /// For a server that does not answer at all. What is claimed after it becomes due again when the
  /// claim ends.
  private static final Duration SQL_TIMEOUT = Duration.ofSeconds(15);

  private final Vertx vertx;
  private final Slots slots;
  private final Pace pace;
  private final Function<Integer, ClaimRules> rules;
  private final Function<ClaimRules, Future<List<ClaimedDelivery>>> claim;
  private final Consumer<List<ClaimedDelivery>> accept;
  private final NotificationLog log;
  private Future<Void> claiming = Future.succeededFuture();
  private boolean polling;
  private boolean pollAgain;
  private boolean moreDue;
  private boolean pausing;

  /// How much, and how often.
  ///
  /// @param most of one claim
  /// @param pause after a claim that found something; zero: the next follows when the completions
  /// of
  /// a batch are written
  record Pace(int most, Duration pause) {}

  /// @param rules for a claim of so many at most; a limit of 0 claims nothing
  /// @param accept takes what was claimed, one reserved slot each
  Poller(
      Vertx vertx,
      Slots slots,
      Pace pace,
      Function<Integer, ClaimRules> rules,
      Function<ClaimRules, Future<List<ClaimedDelivery>>> claim,
      Consumer<List<ClaimedDelivery>> accept,
      NotificationLog log) {
    this.vertx = vertx;
    this.slots = slots;
    this.pace = pace;
    this.rules = rules;
    this.claim = claim;
    this.accept = accept;
    this.log = log;
  }

  void poll() {
    if (polling) {
      pollAgain = true;
      return;
    }
    if (pausing) {
      return;
    }
    int reserved = slots.reserve(pace.most());
    moreDue = true;
    ClaimRules wanted = rules.apply(reserved);
    if (reserved == 0 || wanted.limit() == 0) {
      slots.release(reserved);
      return;
    }
    polling = true;
    pollAgain = false;
    claiming =
        claim
            .apply(wanted)
            .timeout(SQL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .onFailure(log::claimFailed)
            .otherwise(List.of())
            .map(
                claimed -> {
                  slots.release(reserved - claimed.size());
                  polling = false;
                  moreDue = !claimed.isEmpty();
                  accept.accept(claimed);
                  goOn();
                  return null;
                });
  }

  /// Slots became free.
  void pollIfMoreIsDue() {
    if (moreDue) {
      poll();
    }
  }

  /// Succeeds when no claim is under way.
  Future<Void> idle() {
    return claiming;
  }

  private void goOn() {
    if (moreDue && !pace.pause().isZero()) {
      pausing = true;
      vertx.setTimer(
          pace.pause().toMillis(),
          _ -> {
            pausing = false;
            poll();
          });
    } else if (pollAgain) {
      poll();
    }
  }
}
