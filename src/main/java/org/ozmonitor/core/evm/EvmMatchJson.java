package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.ozmonitor.core.evm.CompiledMonitor.Verdict;
import org.ozmonitor.core.evm.Findings.Finding;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmBlockJson;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.expression.Parameter;
import org.ozmonitor.core.json.JsonText;

/// Writes the matches of one block. What several matches share (a transaction, its logs, a monitor)
/// is written once. Confined to one thread.
final class EvmMatchJson {
  /// Guess of how long the fields are that are written for each match.
  private static final int SMALL_FIELDS = 1024;

  private final String networkSlug;
  private final boolean blockHasLogs;
  private final EvmBlockJson blockJson;
  private final Map<Integer, TransactionText> transactions = new HashMap<>();
  private final IdentityHashMap<CompiledMonitor, String> monitors = new IdentityHashMap<>();

  EvmMatchJson(String networkSlug, EvmBlock block) {
    this.networkSlug = JsonText.quote(networkSlug);
    this.blockHasLogs = block.hasLogs();
    this.blockJson = new EvmBlockJson(block.payload());
  }

  private record TransactionText(String transaction, String logs) {}

  /// One match, tagged by chain, with its fields in the order of their names.
  String match(EvmMatch match) {
    Findings findings = match.findings();
    EvmTransaction transaction = match.transaction();
    TransactionText text =
        transactions.computeIfAbsent(transaction.number(), _ -> text(transaction));
    CompiledMonitor monitor = findings.monitor();
    String monitorText = monitors.computeIfAbsent(monitor, EvmMatchJson::monitorText);
    int length = text.logs().length() + text.transaction().length() + monitorText.length();
    StringBuilder out = new StringBuilder(length + SMALL_FIELDS);
    out.append("{\"EVM\":{\"logs\":").append(text.logs());
    out.append(",\"matched_on\":").append(matchedOn(findings, match.accepted()));
    out.append(",\"matched_on_args\":").append(matchedOnArguments(findings));
    out.append(",\"monitor\":").append(monitorText);
    out.append(",\"network_slug\":").append(networkSlug);
    out.append(",\"receipt\":").append(receipt(monitor, transaction));
    return out.append(",\"transaction\":").append(text.transaction()).append("}}").toString();
  }

  private String receipt(CompiledMonitor monitor, EvmTransaction transaction) {
    return monitor.showsReceipt(blockHasLogs) ? blockJson.receipt(transaction.receipt()) : "null";
  }

  private TransactionText text(EvmTransaction transaction) {
    return new TransactionText(
        blockJson.transaction(transaction),
        JsonText.array(transaction.receipt().logs(), blockJson::log));
  }

  private static String monitorText(CompiledMonitor monitor) {
    return EvmMonitorJson.of(monitor.definition());
  }

  private static String matchedOn(Findings findings, Optional<Verdict.Accepted> accepted) {
    List<Verdict.Accepted> transactions = new ArrayList<>(1);
    accepted.ifPresent(transactions::add);
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("functions", JsonText.array(findings.functions(), EvmMatchJson::condition));
    fields.put("events", JsonText.array(findings.events(), EvmMatchJson::condition));
    fields.put(
        "transactions",
        JsonText.array(
            transactions, t -> EvmMonitorJson.transactionCondition(t.status(), t.expression())));
    return JsonText.object(fields);
  }

  private static String condition(Finding finding) {
    return EvmMonitorJson.signatureCondition(finding.signature(), finding.expression());
  }

  private static String matchedOnArguments(Findings findings) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("functions", arguments(findings.functions()));
    fields.put("events", arguments(findings.events()));
    return JsonText.object(fields);
  }

  private static String arguments(List<Finding> findings) {
    return findings.isEmpty() ? "null" : JsonText.array(findings, EvmMatchJson::arguments);
  }

  private static String arguments(Finding finding) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("signature", JsonText.quote(finding.signature()));
    fields.put("hex_signature", JsonText.quote(finding.hexSignature()));
    fields.put("args", JsonText.array(finding.arguments().list(), EvmMatchJson::argument));
    return JsonText.object(fields);
  }

  private static String argument(Parameter parameter) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("name", JsonText.quote(parameter.name()));
    fields.put("value", JsonText.quote(parameter.value()));
    fields.put("indexed", Boolean.toString(parameter.indexed()));
    fields.put("kind", JsonText.quote(parameter.kind()));
    return JsonText.object(fields);
  }
}
