package org.ozmonitor.system.campaign;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ozmonitor.server.demo.DemoMonitor;

/// Which monitors of one tenant were active at which version of the configuration, as written by
/// the
/// campaign. Confined to one thread.
final class ConfigurationHistory {
  private final List<Era> eras = new ArrayList<>();

  /// @param monitors active at the first version that knows the tenant
  ConfigurationHistory(Map<Integer, CampaignMonitor> monitors) {
    eras.add(new Era(0, 0, Map.copyOf(monitors)));
  }

  /// @param earliest the first version that can have it
  /// @param surely the first version that must have it
  private record Era(long earliest, long surely, Map<Integer, CampaignMonitor> monitors) {}

  /// What a version asks for on a network.
  ///
  /// @param sure must report
  /// @param perhaps may report, or not
  record Valid(List<DemoMonitor> sure, List<DemoMonitor> perhaps) {}

  void changed(long earliest, long surely, Map<Integer, CampaignMonitor> monitors) {
    eras.add(new Era(earliest, surely, Map.copyOf(monitors)));
  }

  Valid at(long version, int network) {
    int last = 0;
    while (last + 1 < eras.size() && eras.get(last + 1).earliest <= version) {
      last++;
    }
    int first = last;
    while (eras.get(first).surely > version) {
      first--;
    }
    Set<Integer> numbers = new HashSet<>();
    List<Era> possible = eras.subList(first, last + 1);
    possible.forEach(era -> numbers.addAll(era.monitors.keySet()));
    List<DemoMonitor> sure = new ArrayList<>();
    List<DemoMonitor> perhaps = new ArrayList<>();
    for (int number : numbers) {
      List<Optional<CampaignMonitor>> states =
          possible.stream()
              .map(era -> Optional.ofNullable(era.monitors.get(number)))
              .distinct()
              .toList();
      (states.size() == 1 ? sure : perhaps)
          .addAll(
              states.stream()
                  .flatMap(Optional::stream)
                  .filter(monitor -> monitor.networks().contains(network))
                  .map(CampaignMonitor::told)
                  .toList());
    }
    return new Valid(sure, perhaps);
  }
}
