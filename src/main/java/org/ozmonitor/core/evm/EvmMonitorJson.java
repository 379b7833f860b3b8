package org.ozmonitor.core.evm;

import java.util.Optional;
import java.util.SortedMap;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.ScriptCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition.Status;
import org.ozmonitor.core.json.CanonicalJson;
import org.ozmonitor.core.json.JsonText;

/// A monitor as matches carry it: as configured, without its contract specifications.
final class EvmMonitorJson {
  private EvmMonitorJson() {}

  static String of(Monitor monitor) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("name", JsonText.quote(monitor.name()));
    fields.put("networks", JsonText.array(monitor.networks(), JsonText::quote));
    fields.put("paused", Boolean.toString(monitor.paused()));
    fields.put(
        "addresses",
        JsonText.array(
            monitor.addresses(),
            a -> "{\"address\":" + JsonText.quote(a.address()) + ",\"contract_spec\":null}"));
    fields.put("match_conditions", matchConditions(monitor));
    fields.put(
        "trigger_conditions",
        JsonText.array(monitor.triggerConditions(), EvmMonitorJson::scriptCondition));
    fields.put("triggers", JsonText.array(monitor.triggers(), JsonText::quote));
    fields.put("chain_configurations", CanonicalJson.of(monitor.chainConfigurationsJson(), "[]"));
    return JsonText.object(fields);
  }

  private static String matchConditions(Monitor monitor) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put(
        "functions",
        JsonText.array(
            monitor.functions(), c -> signatureCondition(c.signature(), c.expression())));
    fields.put(
        "events",
        JsonText.array(monitor.events(), c -> signatureCondition(c.signature(), c.expression())));
    fields.put(
        "transactions",
        JsonText.array(
            monitor.transactions(), c -> transactionCondition(c.status(), c.expression())));
    return JsonText.object(fields);
  }

  static String signatureCondition(String signature, Optional<String> expression) {
    return "{\"expression\":"
        + nullable(expression)
        + ",\"signature\":"
        + JsonText.quote(signature)
        + "}";
  }

  static String transactionCondition(Status status, Optional<String> expression) {
    return "{\"expression\":"
        + nullable(expression)
        + ",\"status\":"
        + JsonText.quote(status.spelling())
        + "}";
  }

  private static String scriptCondition(ScriptCondition condition) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("script_path", JsonText.quote(condition.scriptPath()));
    fields.put(
        "arguments",
        condition.arguments().map(a -> JsonText.array(a, JsonText::quote)).orElse("null"));
    fields.put("language", JsonText.quote(condition.language()));
    fields.put("timeout_ms", Long.toString(condition.timeoutMs()));
    return JsonText.object(fields);
  }

  private static String nullable(Optional<String> text) {
    return text.map(JsonText::quote).orElse("null");
  }
}
