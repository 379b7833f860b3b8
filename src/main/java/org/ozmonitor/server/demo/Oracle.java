package org.ozmonitor.server.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.ozmonitor.server.demo.ChainHistory.Appearance;
import org.ozmonitor.server.demo.ChainHistory.Reorganisation;

/// Judges a run: computes naively what the canonical chain calls for, and compares it with what was
/// received. Shares no code with the product. Immutable, thread-safe.
public final class Oracle {
  private static final Set<String> HEAD_POLLS =
      Set.of("eth_blockNumber", "eth_chainId", "net_version");
  private static final double NANOS_PER_MILLI = 1_000_000.0;

  private final Function<SimulatedBlock, List<DemoMonitor>> valid;

  public Oracle(List<DemoMonitor> monitors) {
    List<DemoMonitor> always = List.copyOf(monitors);
    this.valid = _ -> always;
  }

  /// @param valid the monitors that are to report what a block holds
  public Oracle(Function<SimulatedBlock, List<DemoMonitor>> valid) {
    this.valid = valid;
  }

  /// @param requests every request, in order of arrival, refused ones too
  public Report judge(ChainHistory history, List<ReceivedRequest> requests) {
    Set<Alert> expected = new LinkedHashSet<>();
    Map<String, List<Appearance>> placements = new HashMap<>();
    for (Appearance appearance : history.appearances()) {
      for (SimulatedTransaction transaction : appearance.block().transactions()) {
        placements.computeIfAbsent(transaction.hash(), _ -> new ArrayList<>()).add(appearance);
        if (appearance.canonical()) {
          expected.addAll(alertsFor(appearance.block(), transaction));
        }
      }
    }
    Map<Alert, AlertStory> stories = stories(requests);
    long delivered = expected.stream().filter(alert -> isStanding(stories, alert)).count();
    long standing = stories.values().stream().filter(AlertStory::isStanding).count();
    long blocks =
        history.appearances().stream()
            .filter(appearance -> !appearance.block().transactions().isEmpty())
            .count();
    return new Report(
        expected.size(),
        delivered,
        expected.size() - delivered,
        stories.values().stream().mapToLong(AlertStory::repeatedSameId).sum(),
        stories.values().stream().mapToLong(AlertStory::repeatedNewId).sum(),
        stories.values().stream().mapToLong(AlertStory::retracted).sum(),
        standing - delivered,
        wronglyRetracted(expected, stories),
        history.reorganisations().size(),
        reorgsOfSentAlerts(history, stories),
        latency(stories, placements),
        perBlock(calls(history, false), blocks),
        perBlock(calls(history, true), blocks),
        blocks);
  }

  private static Map<Alert, AlertStory> stories(List<ReceivedRequest> requests) {
    Map<Alert, AlertStory> stories = new HashMap<>();
    for (ReceivedRequest request : requests) {
      // What is refused for its form can be no part of a story; its alert then counts as lost.
      if (!request.isMalformed()) {
        Alert.parse(request.body())
            .ifPresent(alert -> stories.computeIfAbsent(alert, _ -> new AlertStory()).add(request));
      }
    }
    return stories;
  }

  private static long wronglyRetracted(Set<Alert> expected, Map<Alert, AlertStory> stories) {
    return expected.stream()
        .map(stories::get)
        .filter(story -> story != null && !story.isStanding() && story.retracted() > 0)
        .count();
  }

  private static boolean isStanding(Map<Alert, AlertStory> stories, Alert alert) {
    AlertStory story = stories.get(alert);
    return story != null && story.isStanding();
  }

  private List<Alert> alertsFor(SimulatedBlock block, SimulatedTransaction transaction) {
    return valid.apply(block).stream()
        .filter(monitor -> monitor.rule().test(transaction))
        .map(monitor -> new Alert(monitor.name(), transaction.hash()))
        .toList();
  }

  private long reorgsOfSentAlerts(ChainHistory history, Map<Alert, AlertStory> stories) {
    return history.reorganisations().stream().filter(reorg -> hitsAlert(reorg, stories)).count();
  }

  private boolean hitsAlert(Reorganisation reorg, Map<Alert, AlertStory> stories) {
    return reorg.orphaned().stream()
        .flatMap(
            block ->
                block.transactions().stream()
                    .flatMap(transaction -> alertsFor(block, transaction).stream()))
        .anyMatch(
            alert -> {
              AlertStory story = stories.get(alert);
              return story != null && story.stoodAt(reorg.atNanos());
            });
  }

  private static Report.Latency latency(
      Map<Alert, AlertStory> stories, Map<String, List<Appearance>> placements) {
    List<Double> sorted = new ArrayList<>();
    stories.forEach(
        (alert, story) ->
            sorted.addAll(
                latencies(
                    story.detections(), placements.getOrDefault(alert.transaction(), List.of()))));
    sorted.sort(Comparator.naturalOrder());
    return new Report.Latency(percentile(sorted, 50), percentile(sorted, 99));
  }

  /// A transaction that moved is detected once per block: with as many detections as blocks they
  /// belong together in order. Otherwise some block was orphaned before anyone read it, and a
  /// detection belongs to the last block that was visible by then.
  private static List<Double> latencies(
      List<AlertStory.Telling> detections, List<Appearance> placements) {
    List<Double> found = new ArrayList<>();
    for (int i = 0; i < detections.size(); i++) {
      long arrival = detections.get(i).firstArrivalNanos;
      if (detections.size() == placements.size()) {
        found.add((arrival - placements.get(i).visibleNanos()) / NANOS_PER_MILLI);
        continue;
      }
      placements.stream()
          .map(Appearance::visibleNanos)
          .filter(visible -> visible <= arrival)
          .max(Comparator.naturalOrder())
          .ifPresent(visible -> found.add((arrival - visible) / NANOS_PER_MILLI));
    }
    return found;
  }

  /// By nearest rank, to a tenth.
  private static double percentile(List<Double> sorted, int percent) {
    if (sorted.isEmpty()) {
      return 0;
    }
    int rank = Math.ceilDiv(sorted.size() * percent, 100);
    return Math.round(sorted.get(rank - 1) * 10) / 10.0;
  }

  private static long calls(ChainHistory history, boolean headPolls) {
    return history.callsByMethod().entrySet().stream()
        .filter(calls -> HEAD_POLLS.contains(calls.getKey()) == headPolls)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static double perBlock(long calls, long blocks) {
    return blocks == 0 ? 0 : Math.round(100.0 * calls / blocks) / 100.0;
  }
}
