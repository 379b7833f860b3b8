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
  private final String networkSlug;
  private final boolean blockHasLogs;
  private final EvmBlockJson blockJson;
  private final Map<Integer, TransactionText> transactions = new HashMap<>();
  private final IdentityHashMap<CompiledMonitor, String> monitors = new IdentityHashMap<>();

  EvmMatchJson(String networkSlug, EvmBlock block) {
    this.networkSlug = networkSlug;
    this.blockHasLogs = block.hasLogs();
    this.blockJson = new EvmBlockJson(block.payload());
  }

  private record TransactionText(String transaction, String logs) {}

  /// One match, tagged by chain.
  String match(EvmMatch match) {
    Findings findings = match.findings();
    EvmTransaction transaction = match.transaction();
    TransactionText text =
        transactions.computeIfAbsent(transaction.number(), _ -> text(transaction));
    CompiledMonitor monitor = findings.monitor();
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("monitor", monitors.computeIfAbsent(monitor, EvmMatchJson::monitorText));
    fields.put("transaction", text.transaction());
    fields.put(
        "receipt",
        monitor.showsReceipt(blockHasLogs) ? blockJson.receipt(transaction.receipt()) : "null");
    fields.put("logs", text.logs());
    fields.put("network_slug", JsonText.quote(networkSlug));
    fields.put("matched_on", matchedOn(findings, match.accepted()));
    fields.put("matched_on_args", matchedOnArguments(findings));
    return "{\"EVM\":" + JsonText.object(fields) + "}";
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
