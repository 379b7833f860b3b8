package org.ozmonitor.core.evm.explain;

import java.util.Locale;
import org.ozmonitor.core.evm.explain.Explanation.Argument;
import org.ozmonitor.core.evm.explain.Explanation.Asked;
import org.ozmonitor.core.evm.explain.Explanation.Check;
import org.ozmonitor.core.evm.explain.Explanation.Clause;
import org.ozmonitor.core.evm.explain.Explanation.Decision;
import org.ozmonitor.core.evm.explain.Explanation.Gate;
import org.ozmonitor.core.evm.explain.Explanation.Seen;
import org.ozmonitor.core.evm.explain.Explanation.Touch;
import org.ozmonitor.core.json.JsonFields;
import org.ozmonitor.core.json.JsonText;

/// An explanation for programs: compact JSON, keys sorted, values as they are. Stateless.
public final class ExplanationJson {
  private ExplanationJson() {}

  public static String of(Explanation explanation) {
    return new JsonFields()
        .text("monitor", explanation.monitor())
        .text("network", explanation.network())
        .text("transaction", explanation.transaction())
        .number("block", explanation.block())
        .text("status", explanation.status())
        .json("address_gate", gate(explanation.gate()))
        .array("seen", explanation.seen(), ExplanationJson::seen)
        .number("other_logs", explanation.otherLogs())
        .array("conditions", explanation.conditions(), ExplanationJson::asked)
        .json("decision", decision(explanation.decision()))
        .flag("matches", explanation.decision().matches())
        .object();
  }

  private static String gate(Gate gate) {
    return new JsonFields()
        .flag("open", gate.open())
        .text("why", gate.why())
        .array("touches", gate.touches(), ExplanationJson::touch)
        .object();
  }

  private static String touch(Touch touch) {
    return new JsonFields().text("address", touch.address()).text("where", touch.where()).object();
  }

  private static String seen(Seen seen) {
    return new JsonFields()
        .text("where", seen.where())
        .text("address", seen.address())
        .json("lookup", word(seen.lookup()))
        .text("signature", seen.signature())
        .text("detail", seen.detail())
        .array("arguments", seen.arguments(), ExplanationJson::argument)
        .array("checks", seen.checks(), ExplanationJson::check)
        .object();
  }

  private static String argument(Argument argument) {
    return new JsonFields()
        .text("name", argument.name())
        .text("kind", argument.kind())
        .text("value", argument.value())
        .object();
  }

  private static String check(Check check) {
    return new JsonFields()
        .text("condition", check.condition())
        .text("expression", check.expression())
        .array("clauses", check.clauses(), ExplanationJson::clause)
        .json("outcome", word(check.outcome()))
        .text("detail", check.detail())
        .object();
  }

  private static String clause(Clause clause) {
    return new JsonFields()
        .text("text", clause.text())
        .text("value", clause.value())
        .json("outcome", word(clause.outcome()))
        .text("detail", clause.detail())
        .object();
  }

  private static String asked(Asked asked) {
    return new JsonFields()
        .text("path", asked.path())
        .text("wanted", asked.wanted())
        .flag("fulfilled", asked.fulfilled())
        .text("why", asked.why())
        .array("checks", asked.checks(), ExplanationJson::check)
        .object();
  }

  private static String decision(Decision decision) {
    return new JsonFields()
        .text("rule", decision.rule())
        .flag("events", decision.events())
        .flag("functions", decision.functions())
        .flag("transactions", decision.transactions())
        .object();
  }

  private static String word(Enum<?> word) {
    return JsonText.quote(word.name().toLowerCase(Locale.ROOT));
  }
}
