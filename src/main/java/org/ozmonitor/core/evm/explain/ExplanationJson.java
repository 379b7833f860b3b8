package org.ozmonitor.core.evm.explain;

import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.ozmonitor.core.evm.explain.Explanation.Argument;
import org.ozmonitor.core.evm.explain.Explanation.Asked;
import org.ozmonitor.core.evm.explain.Explanation.Check;
import org.ozmonitor.core.evm.explain.Explanation.Clause;
import org.ozmonitor.core.evm.explain.Explanation.Decision;
import org.ozmonitor.core.evm.explain.Explanation.Gate;
import org.ozmonitor.core.evm.explain.Explanation.Seen;
import org.ozmonitor.core.evm.explain.Explanation.Touch;
import org.ozmonitor.core.json.JsonText;

/// An explanation for programs: compact JSON, keys sorted, values as they are. Stateless.
public final class ExplanationJson {
  private ExplanationJson() {}

  public static String of(Explanation explanation) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("monitor", JsonText.quote(explanation.monitor()));
    fields.put("network", JsonText.quote(explanation.network()));
    fields.put("transaction", JsonText.quote(explanation.transaction()));
    fields.put("block", Long.toString(explanation.block()));
    fields.put("status", JsonText.quote(explanation.status()));
    fields.put("address_gate", gate(explanation.gate()));
    fields.put("seen", JsonText.array(explanation.seen(), ExplanationJson::seen));
    fields.put("other_logs", Integer.toString(explanation.otherLogs()));
    fields.put("conditions", JsonText.array(explanation.conditions(), ExplanationJson::asked));
    fields.put("decision", decision(explanation.decision()));
    fields.put("matches", Boolean.toString(explanation.decision().matches()));
    return JsonText.object(fields);
  }

  private static String gate(Gate gate) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("open", Boolean.toString(gate.open()));
    fields.put("why", JsonText.quote(gate.why()));
    fields.put("touches", JsonText.array(gate.touches(), ExplanationJson::touch));
    return JsonText.object(fields);
  }

  private static String touch(Touch touch) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("address", JsonText.quote(touch.address()));
    fields.put("where", JsonText.quote(touch.where()));
    return JsonText.object(fields);
  }

  private static String seen(Seen seen) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("where", JsonText.quote(seen.where()));
    fields.put("address", JsonText.quote(seen.address()));
    fields.put("lookup", word(seen.lookup()));
    fields.put("signature", nullable(seen.signature()));
    fields.put("detail", JsonText.quote(seen.detail()));
    fields.put("arguments", JsonText.array(seen.arguments(), ExplanationJson::argument));
    fields.put("checks", JsonText.array(seen.checks(), ExplanationJson::check));
    return JsonText.object(fields);
  }

  private static String argument(Argument argument) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("name", JsonText.quote(argument.name()));
    fields.put("kind", JsonText.quote(argument.kind()));
    fields.put("value", JsonText.quote(argument.value()));
    return JsonText.object(fields);
  }

  private static String check(Check check) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("condition", JsonText.quote(check.condition()));
    fields.put("expression", nullable(check.expression()));
    fields.put("clauses", JsonText.array(check.clauses(), ExplanationJson::clause));
    fields.put("outcome", word(check.outcome()));
    fields.put("detail", JsonText.quote(check.detail()));
    return JsonText.object(fields);
  }

  private static String clause(Clause clause) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("text", JsonText.quote(clause.text()));
    fields.put("value", nullable(clause.value()));
    fields.put("outcome", word(clause.outcome()));
    fields.put("detail", JsonText.quote(clause.detail()));
    return JsonText.object(fields);
  }

  private static String asked(Asked asked) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("path", JsonText.quote(asked.path()));
    fields.put("wanted", JsonText.quote(asked.wanted()));
    fields.put("fulfilled", Boolean.toString(asked.fulfilled()));
    fields.put("why", JsonText.quote(asked.why()));
    fields.put("checks", JsonText.array(asked.checks(), ExplanationJson::check));
    return JsonText.object(fields);
  }

  private static String decision(Decision decision) {
    SortedMap<String, String> fields = JsonText.fields();
    fields.put("rule", JsonText.quote(decision.rule()));
    fields.put("events", Boolean.toString(decision.events()));
    fields.put("functions", Boolean.toString(decision.functions()));
    fields.put("transactions", Boolean.toString(decision.transactions()));
    return JsonText.object(fields);
  }

  private static String word(Enum<?> word) {
    return JsonText.quote(word.name().toLowerCase(Locale.ROOT));
  }

  private static String nullable(Optional<String> text) {
    return text.map(JsonText::quote).orElse("null");
  }
}
