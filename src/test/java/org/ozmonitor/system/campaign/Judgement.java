package org.ozmonitor.system.campaign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ozmonitor.server.demo.Alert;
import org.ozmonitor.server.demo.ChainHistory;
import org.ozmonitor.server.demo.DemoMonitor;
import org.ozmonitor.server.demo.Oracle;
import org.ozmonitor.server.demo.ReceivedRequest;
import org.ozmonitor.server.demo.Report;
import org.ozmonitor.server.demo.SimulatedBlock;
import org.ozmonitor.server.demo.SimulatedTransaction;
import org.ozmonitor.system.campaign.ConfigurationHistory.Valid;

/// What should have arrived, compared with what did: the oracle of the demo over all networks, with
/// the monitors that were active at the version of each block. Immutable.
final class Judgement {
  private final List<ChainHistory> histories;
  private final Map<String, Long> versions;
  private final Map<String, Integer> networks = new HashMap<>();

  /// @param histories by network
  /// @param versions of the configuration that a block was appended with, by its hash
  Judgement(List<ChainHistory> histories, Map<String, Long> versions) {
    this.histories = List.copyOf(histories);
    this.versions = Map.copyOf(versions);
    for (int network = 0; network < histories.size(); network++) {
      for (ChainHistory.Appearance appearance : histories.get(network).appearances()) {
        networks.put(appearance.block().hash(), network);
      }
    }
  }

  /// The verdict on one tenant.
  Report of(ConfigurationHistory configuration, List<ReceivedRequest> received) {
    var valid = new ValidAt(configuration);
    Set<Alert> optional = new HashSet<>();
    List<ChainHistory.Appearance> appearances = new ArrayList<>();
    List<ChainHistory.Reorganisation> reorganisations = new ArrayList<>();
    for (ChainHistory history : histories) {
      appearances.addAll(history.appearances());
      reorganisations.addAll(history.reorganisations());
      history.appearances().stream()
          .filter(ChainHistory.Appearance::canonical)
          .forEach(it -> addOptional(optional, valid.at(it.block()), it.block()));
    }
    var all = new ChainHistory(appearances, reorganisations, 0, Map.of(), Map.of());
    return new Oracle(block -> valid.at(block).sure())
        .judge(all, received.stream().filter(it -> !isAmong(optional, it)).toList());
  }

  private static void addOptional(Set<Alert> optional, Valid valid, SimulatedBlock block) {
    for (DemoMonitor monitor : valid.perhaps()) {
      for (SimulatedTransaction transaction : block.transactions()) {
        if (monitor.rule().test(transaction)) {
          optional.add(new Alert(monitor.name(), transaction.hash()));
        }
      }
    }
  }

  private static boolean isAmong(Set<Alert> optional, ReceivedRequest request) {
    return !optional.isEmpty()
        && Alert.parse(request.body()).filter(optional::contains).isPresent();
  }

  /// A block that is in no log should have been evaluated with the configuration of the end.
  private final class ValidAt {
    private final ConfigurationHistory configuration;
    private final Map<Long, Map<Integer, Valid>> known = new HashMap<>();

    private ValidAt(ConfigurationHistory configuration) {
      this.configuration = configuration;
    }

    private Valid at(SimulatedBlock block) {
      long version = versions.getOrDefault(block.hash(), Long.MAX_VALUE);
      int network = networks.getOrDefault(block.hash(), 0);
      return known
          .computeIfAbsent(version, _ -> new HashMap<>())
          .computeIfAbsent(network, _ -> configuration.at(version, network));
    }
  }
}
