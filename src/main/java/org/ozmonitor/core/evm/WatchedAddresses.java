package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.MonitoredAddress;
import org.ozmonitor.core.evm.abi.Abi;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.problem.Problems;

/// The addresses that one monitor watches, with the ABIs given for each. Immutable.
///
/// @param everywhere whether every address is watched, with `anyAbis`
record WatchedAddresses(boolean everywhere, List<Abi> anyAbis, Map<Address, List<Abi>> listed) {
  /// What is no address is left out: it never matches.
  ///
  /// @param problems takes what is wrong with the ABIs
  static WatchedAddresses of(Monitor monitor, Problems problems) {
    ContractSpecs specs = new ContractSpecs();
    String name = "monitor '" + monitor.name() + "': ";
    Map<Address, List<Abi>> listed = new LinkedHashMap<>();
    for (int i = 0; i < monitor.addresses().size(); i++) {
      MonitoredAddress entry = monitor.addresses().get(i);
      String place = name + "addresses[" + i + "].contract_spec";
      Optional<Abi> abi = entry.contractSpecJson().flatMap(s -> specs.find(s, place, problems));
      Address.parseConfigured(entry.address())
          .map(address -> listed.computeIfAbsent(address, _ -> new ArrayList<>(1)))
          .ifPresent(abis -> abi.ifPresent(abis::add));
    }
    Optional<Abi> any =
        monitor
            .contractSpecJson()
            .flatMap(spec -> specs.find(spec, name + "contract_spec", problems));
    return new WatchedAddresses(monitor.anyAddress(), any.stream().toList(), listed);
  }

  boolean contains(Address address) {
    return everywhere || listed.containsKey(address);
  }

  List<Abi> abisOf(Address address) {
    return everywhere ? anyAbis : listed.getOrDefault(address, List.of());
  }

  /// Every ABI of the monitor.
  List<Abi> abis() {
    return everywhere ? anyAbis : listed.values().stream().flatMap(List::stream).toList();
  }
}
