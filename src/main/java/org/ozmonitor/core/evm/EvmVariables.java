package org.ozmonitor.core.evm;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.evm.Findings.Finding;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmLog;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.expression.Parameter;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.json.StorableText;

/// The template variables of a match: those of OpenZeppelin Monitor as it makes them, and further
/// names of ours. Of parameters with one name the last wins.
final class EvmVariables {
  /// 9999-12-31, behind which times have no common text.
  private static final long LAST_SECOND = 253_402_300_799L;

  private final Map<String, String> variables = new LinkedHashMap<>();

  private EvmVariables() {}

  static Map<String, String> of(NetworkFacts network, EvmMatch match) {
    var made = new EvmVariables();
    EvmTransaction transaction = match.transaction();
    Findings findings = match.findings();
    made.putMonitor(findings.monitor().definition());
    made.putTransaction(transaction);
    made.putFindings("functions.", findings.functions());
    made.putFindings("events.", findings.events());
    made.putPlace(network, transaction);
    made.putAddresses(transaction, findings);
    network
        .explorerUrl()
        .ifPresent(url -> made.putLinks(url, transaction, contract(transaction, findings)));
    return made.variables;
  }

  private void putMonitor(Monitor monitor) {
    variables.put("monitor.name", StorableText.of(monitor.name()));
    monitor
        .alerting()
        .severity()
        .ifPresent(severity -> variables.put("monitor.severity", severity.word()));
    monitor
        .alerting()
        .category()
        .ifPresent(category -> variables.put("monitor.category", StorableText.of(category)));
  }

  private void putTransaction(EvmTransaction transaction) {
    variables.put("transaction.hash", transaction.hash().hex());
    variables.put("transaction.from", transaction.from().orElse(Address.ZERO).hex());
    transaction.to().ifPresent(to -> variables.put("transaction.to", to.hex()));
    variables.put("transaction.value", transaction.value().unsignedDecimal());
  }

  private void putFindings(String kind, List<Finding> findings) {
    for (int i = 0; i < findings.size(); i++) {
      String prefix = kind + i;
      variables.put(prefix + ".signature", findings.get(i).signature());
      for (Parameter argument : findings.get(i).arguments().list()) {
        variables.put(prefix + ".args." + argument.name(), argument.value());
      }
    }
  }

  private void putPlace(NetworkFacts network, EvmTransaction transaction) {
    EvmBlock block = transaction.block();
    variables.put("network.slug", network.slug());
    variables.put("block.number", Long.toUnsignedString(block.number()));
    block.hash().map(Word::hex).ifPresent(hash -> variables.put("block.hash", hash));
    variables.put("block.timestamp", Long.toUnsignedString(block.timestamp()));
    if (block.timestamp() >= 0 && block.timestamp() <= LAST_SECOND) {
      variables.put("block.time", Instant.ofEpochSecond(block.timestamp()).toString());
    }
    variables.put("transaction.index", Integer.toString(transaction.number()));
    variables.put("confirmations", Long.toString(network.confirmations()));
  }

  private void putAddresses(EvmTransaction transaction, Findings findings) {
    for (int i = 0; i < findings.functions().size(); i++) {
      String name = "functions." + i + ".address";
      transaction.to().ifPresent(to -> variables.put(name, to.hex()));
    }
    for (int i = 0; i < findings.events().size(); i++) {
      String prefix = "events." + i;
      Optional<EvmLog> log = findings.events().get(i).log();
      log.ifPresent(found -> variables.put(prefix + ".address", found.address().hex()));
      log.flatMap(EvmLog::logIndex)
          .ifPresent(index -> variables.put(prefix + ".log_index", index.unsignedDecimal()));
    }
  }

  /// Paths as most explorers of EVM chains have them.
  private void putLinks(String url, EvmTransaction transaction, Optional<Address> contract) {
    variables.put("links.transaction", url + "/tx/" + transaction.hash().hex());
    variables.put(
        "links.block", url + "/block/" + Long.toUnsignedString(transaction.block().number()));
    contract.ifPresent(
        address -> variables.put("links.address", url + "/address/" + address.hex()));
  }

  /// Whom the alert is about: who emitted the first event, else the recipient.
  private static Optional<Address> contract(EvmTransaction transaction, Findings findings) {
    return findings.events().stream()
        .findFirst()
        .flatMap(Finding::log)
        .map(EvmLog::address)
        .or(transaction::to);
  }
}
