package org.ozmonitor.server.work;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.PayloadException;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.notification.NewDelivery;

/// Runs one block through a lane's index and makes the rows to store. Pure; takes CPU time, so not
/// on the event loop.
///
/// @param entry a `BLOCK`
/// @param configuration the one valid at the entry
record BlockEvaluation(
    NetworkId network, LogEntry entry, Configuration configuration, LaneIndex index) {
  /// Characters of a stored match; a larger one is recorded as a failure of its monitor.
  static final int MAX_PAYLOAD_LENGTH = 8 * 1024 * 1024;

  /// What the block comes to.
  ///
  /// @throws PayloadException when the payload cannot be decoded: nobody's match, to be tried again
  Evaluated run(byte[] payload) {
    try {
      return outcome(index.match(payload), List.of());
    } catch (PayloadException e) {
      throw e;
    } catch (RuntimeException e) { // one monitor must not stop the others: find out which
      return runOneByOne(payload);
    }
  }

  private Evaluated runOneByOne(byte[] payload) {
    List<MonitorMatch> found = new ArrayList<>();
    List<EvaluationErrors.Entry> failures = new ArrayList<>();
    for (ActiveMonitor monitor : index.monitors()) {
      try {
        found.addAll(index.matchAlone(monitor, payload));
      } catch (PayloadException e) {
        throw e;
      } catch (RuntimeException e) { // recorded and shown, whatever it is
        failures.add(new EvaluationErrors.Entry(monitor.tenant(), monitor.id(), e.toString()));
      }
    }
    return outcome(found, failures);
  }

  private Evaluated outcome(List<MonitorMatch> found, List<EvaluationErrors.Entry> failed) {
    List<Evaluated.Outcome> outcomes = new ArrayList<>();
    Set<UUID> seen = new HashSet<>(); // a node may list a transaction twice
    List<EvaluationErrors.Entry> failures = new ArrayList<>(failed);
    for (MonitorMatch match : found) {
      MatchRow row = row(match);
      if (row.payload().length() > MAX_PAYLOAD_LENGTH) {
        String error =
            "match of transaction %s is larger than %d characters"
                .formatted(row.transactionId(), MAX_PAYLOAD_LENGTH);
        failures.add(new EvaluationErrors.Entry(row.tenant(), row.monitor(), error));
      } else if (seen.add(row.id())) {
        outcomes.add(new Evaluated.Outcome(row, deliveries(match.monitor(), row.id())));
      }
    }
    return new Evaluated(outcomes, failures);
  }

  private MatchRow row(MonitorMatch match) {
    ActiveMonitor monitor = match.monitor();
    String transaction = StorableJson.text(match.transactionId());
    return new MatchRow(
        monitor.tenant(),
        EntityIds.match(monitor.tenant(), monitor.id(), network, match.transactionId()),
        monitor.id(),
        monitor.revision(),
        network,
        entry.seq(),
        entry.height(),
        entry.block().orElseThrow().hash(),
        transaction,
        payload(match));
  }

  private static String payload(MonitorMatch match) {
    var variables = new JsonObject();
    new TreeMap<>(match.variables()).forEach(variables::put);
    return StorableJson.json(
        "{\"match\":" + match.matchJson() + ",\"variables\":" + variables.encode() + "}");
  }

  private List<NewDelivery> deliveries(ActiveMonitor monitor, UUID match) {
    return monitor.definition().triggers().stream()
        .distinct()
        .map(key -> configuration.trigger(monitor.tenant(), key))
        .flatMap(Optional::stream)
        .filter(trigger -> isSent(trigger.definition()))
        .map(
            trigger ->
                new NewDelivery(
                    monitor.tenant(),
                    match,
                    trigger.id(),
                    "detected",
                    entry.seq(),
                    entry.configVersion()))
        .toList();
  }

  private static boolean isSent(Trigger trigger) {
    return trigger.on().contains("detected")
        && switch (trigger.config()) {
          case Trigger.Config.Webhook _, Trigger.Config.Unusable _ -> true;
          case Trigger.Config.Slack _,
              Trigger.Config.Discord _,
              Trigger.Config.Telegram _,
              Trigger.Config.Email _,
              Trigger.Config.Script _ ->
              false;
        };
  }
}
