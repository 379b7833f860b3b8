package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ozmonitor.core.evm.Candidates.Candidate;
import org.ozmonitor.core.evm.Candidates.ForCall;
import org.ozmonitor.core.evm.Candidates.ForEvent;
import org.ozmonitor.core.evm.CompiledMonitor.Verdict;
import org.ozmonitor.core.evm.Findings.Finding;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmLog;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.filter.MonitorMatch;

/// Runs one block through an index. Confined to one thread.
///
/// A transaction matches when it touches an address of the monitor, fulfils one of its event or
/// function conditions if it has any, and one of its transaction conditions if it has any.
final class EvmMatcher {
  private record Numbered(int order, MonitorMatch match) {}

  private final EvmIndex index;
  private final EvmBlock block;
  private final EvmMatchJson json;
  private final List<Numbered> matches = new ArrayList<>();

  EvmMatcher(EvmIndex index, EvmBlock block, byte[] payload) {
    this.index = index;
    this.block = block;
    this.json = new EvmMatchJson(index.network().slug(), block.hasLogs(), payload);
  }

  /// All matches, ordered by monitor, then by transaction.
  List<MonitorMatch> run() {
    block.transactions().forEach(this::evaluate);
    return matches.stream()
        .sorted(Comparator.comparingInt(Numbered::order))
        .map(Numbered::match)
        .toList();
  }

  private void evaluate(EvmTransaction transaction) {
    SortedMap<Integer, Findings> found = new TreeMap<>();
    findTouched(transaction, found);
    findCall(transaction, found);
    transaction.receipt().logs().forEach(log -> findEvents(log, found));
    for (Findings findings : found.values()) {
      switch (findings.monitor().judge(transaction)) {
        case Verdict.Refused() -> {}
        case Verdict.Unasked() -> record(transaction, findings, Optional.empty());
        case Verdict.Accepted accepted -> record(transaction, findings, Optional.of(accepted));
      }
    }
  }

  private void findTouched(EvmTransaction transaction, SortedMap<Integer, Findings> found) {
    if (index.touched().isEmpty()) {
      return;
    }
    Set<Address> involved = new HashSet<>();
    transaction.from().ifPresent(involved::add);
    transaction.to().ifPresent(involved::add);
    transaction.receipt().logs().forEach(log -> involved.add(log.address()));
    for (Address address : involved) {
      for (CompiledMonitor monitor : index.touchedBy(address)) {
        found.putIfAbsent(monitor.order(), new Findings(monitor));
      }
    }
  }

  private void findCall(EvmTransaction transaction, SortedMap<Integer, Findings> found) {
    if (transaction.to().isEmpty() || transaction.input().length() < 4) {
      return;
    }
    int selector = transaction.input().firstFour();
    for (ForCall call : index.callsOf(transaction.to().get(), selector)) {
      call.decode(transaction.input())
          .ifPresent(
              arguments -> call.monitors().forEach(c -> takeCall(call, c, arguments, found)));
    }
  }

  /// Without an expression OpenZeppelin Monitor leaves the `0x` of the selector out; receivers have
  /// come to rely on it.
  private static void takeCall(
      ForCall call, Candidate candidate, Arguments arguments, SortedMap<Integer, Findings> found) {
    candidate
        .firstThatHolds(arguments)
        .map(
            rule ->
                new Finding(
                    call.function().signature(),
                    rule.text(),
                    (rule.text().isPresent() ? "0x" : "") + call.function().selectorDigits(),
                    arguments.list()))
        .ifPresent(finding -> findings(candidate, found).functions().add(finding));
  }

  private void findEvents(EvmLog log, SortedMap<Integer, Findings> found) {
    if (log.topics().isEmpty()) {
      return;
    }
    for (ForEvent event : index.eventsOf(log.address(), log.topics().getFirst())) {
      event
          .decode(log)
          .ifPresent(
              arguments ->
                  event.monitors().forEach(c -> takeEvent(event, c, log, arguments, found)));
    }
  }

  private static void takeEvent(
      ForEvent event,
      Candidate candidate,
      EvmLog log,
      Arguments arguments,
      SortedMap<Integer, Findings> found) {
    candidate
        .firstThatHolds(arguments)
        .map(
            rule ->
                new Finding(
                    event.signature(),
                    rule.text(),
                    log.topics().getFirst().hex(),
                    arguments.list()))
        .ifPresent(finding -> findings(candidate, found).events().add(finding));
  }

  private static Findings findings(Candidate candidate, SortedMap<Integer, Findings> found) {
    return found.computeIfAbsent(
        candidate.monitor().order(), _ -> new Findings(candidate.monitor()));
  }

  private void record(
      EvmTransaction transaction, Findings findings, Optional<Verdict.Accepted> accepted) {
    CompiledMonitor monitor = findings.monitor();
    matches.add(
        new Numbered(
            monitor.order(),
            new MonitorMatch(
                monitor.source(),
                transaction.hash().hex(),
                json.match(transaction, findings, accepted),
                EvmVariables.of(transaction, findings))));
  }
}
