package org.ozmonitor.server.work;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.ozmonitor.core.alert.Awaited;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.PayloadException;
import org.ozmonitor.core.json.StorableText;
import org.ozmonitor.server.block.LogEntry;
import org.ozmonitor.server.notification.MatchContent;
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

  /// Whether the other evaluates the same entry with the same monitors. Configurations and indexes
  /// are the same only as objects.
  @SuppressWarnings("ReferenceEquality")
  boolean isSameAs(BlockEvaluation other) {
    return entry.equals(other.entry)
        && configuration == other.configuration
        && index == other.index;
  }

  /// Whether an entry is a block under the same configuration.
  boolean isValidAt(LogEntry other) {
    return other.kind() == LogEntry.Kind.BLOCK && other.configVersion() == entry.configVersion();
  }

  /// The evaluation of another block under the same configuration.
  BlockEvaluation of(LogEntry other) {
    return new BlockEvaluation(network, other, configuration, index);
  }

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
      if (row.length() > MAX_PAYLOAD_LENGTH) {
        String error =
            "match of transaction %s is larger than %d characters"
                .formatted(row.transactionId(), MAX_PAYLOAD_LENGTH);
        failures.add(new EvaluationErrors.Entry(row.tenant(), row.monitor(), error));
      } else if (seen.add(row.id())) {
        outcomes.add(outcome(match.monitor(), row));
      }
    }
    return new Evaluated(outcomes, failures);
  }

  /// What is told at once, and what waits for the match to be confirmed: of a match with filter
  /// scripts, after they were asked.
  private Evaluated.Outcome outcome(ActiveMonitor monitor, MatchRow row) {
    var detected = deliveries(monitor, row, "detected");
    var confirmed = deliveries(monitor, row, "confirmed");
    if (row.awaited().equals(Awaited.NOTHING)) {
      return outcome(row, join(detected, confirmed), List.of());
    }
    return monitor.definition().alerting().confirmations().isPresent()
        ? outcome(row, List.of(), join(detected, confirmed))
        : outcome(row, detected, confirmed);
  }

  private Evaluated.Outcome outcome(
      MatchRow row, List<NewDelivery> deliveries, List<NewDelivery> held) {
    return row.state() == MatchState.SCREENING
        ? Evaluated.Outcome.screened(
            row,
            new NewScreening(
                row.tenant(), row.id(), row.seq(), configuration.version(), deliveries, held))
        : Evaluated.Outcome.unasked(row, deliveries, held);
  }

  private static MatchState state(ActiveMonitor monitor, Awaited awaited) {
    if (!monitor.definition().triggerConditions().isEmpty()) {
      return MatchState.SCREENING;
    }
    return awaited.equals(Awaited.NOTHING) ? MatchState.CONFIRMED : MatchState.DETECTED;
  }

  private List<NewDelivery> deliveries(ActiveMonitor monitor, MatchRow row, String event) {
    return new Routes(configuration)
        .of(monitor.tenant(), monitor.definition(), row.id(), event, entry.seq());
  }

  private static List<NewDelivery> join(List<NewDelivery> first, List<NewDelivery> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private Awaited awaited(ActiveMonitor monitor) {
    var confirmations = monitor.definition().alerting().confirmations();
    return Optional.ofNullable(configuration.networks().get(network))
        .map(it -> Awaited.of(it.definition(), confirmations, entry.height()))
        .orElse(Awaited.NOTHING);
  }

  private MatchRow row(MonitorMatch match) {
    ActiveMonitor monitor = match.monitor();
    Awaited awaited = awaited(monitor);
    String transaction = StorableText.of(match.transactionId());
    return new MatchRow(
        monitor.tenant(),
        EntityIds.match(monitor.tenant(), monitor.id(), network, match.transactionId()),
        monitor.id(),
        monitor.revision(),
        network,
        entry.seq(),
        entry.height(),
        entry.block().orElseThrow().hash(),
        entry.blockTime(),
        transaction,
        state(monitor, awaited),
        awaited,
        Optional.empty(),
        MatchContent.of(match.matchJson(), match.variables()));
  }
}
