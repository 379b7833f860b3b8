package org.ozmonitor.core.evm;

import java.util.Optional;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.ScriptCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition.Status;
import org.ozmonitor.core.json.CanonicalJson;
import org.ozmonitor.core.json.JsonFields;
import org.ozmonitor.core.json.JsonText;

/// A monitor as matches carry it: as configured, without its contract specifications.
final class EvmMonitorJson {
  private EvmMonitorJson() {}

  static String of(Monitor monitor) {
    return new JsonFields()
        .text("name", monitor.name())
        .array("networks", monitor.networks(), JsonText::quote)
        .flag("paused", monitor.paused())
        .array(
            "addresses",
            monitor.addresses(),
            a -> "{\"address\":" + JsonText.quote(a.address()) + ",\"contract_spec\":null}")
        .json("match_conditions", matchConditions(monitor))
        .array("trigger_conditions", monitor.triggerConditions(), EvmMonitorJson::scriptCondition)
        .array("triggers", monitor.triggers(), JsonText::quote)
        .json("chain_configurations", CanonicalJson.of(monitor.chainConfigurationsJson(), "[]"))
        .object();
  }

  private static String matchConditions(Monitor monitor) {
    return new JsonFields()
        .array(
            "functions",
            monitor.functions(),
            c -> signatureCondition(c.signature(), c.expression()))
        .array("events", monitor.events(), c -> signatureCondition(c.signature(), c.expression()))
        .array(
            "transactions",
            monitor.transactions(),
            c -> transactionCondition(c.status(), c.expression()))
        .object();
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
    return new JsonFields()
        .text("script_path", condition.scriptPath())
        .json(
            "arguments",
            condition.arguments().map(a -> JsonText.array(a, JsonText::quote)).orElse("null"))
        .text("language", condition.language())
        .number("timeout_ms", condition.timeoutMs())
        .object();
  }

  private static String nullable(Optional<String> text) {
    return text.map(JsonText::quote).orElse("null");
  }
}
