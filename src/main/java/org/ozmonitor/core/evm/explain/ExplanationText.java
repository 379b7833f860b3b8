package org.ozmonitor.core.evm.explain;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.explain.Explanation.Argument;
import org.ozmonitor.core.evm.explain.Explanation.Asked;
import org.ozmonitor.core.evm.explain.Explanation.Check;
import org.ozmonitor.core.evm.explain.Explanation.Clause;
import org.ozmonitor.core.evm.explain.Explanation.Outcome;
import org.ozmonitor.core.evm.explain.Explanation.Seen;
import org.ozmonitor.core.evm.explain.Explanation.Touch;

/// An explanation for people at a terminal. Values from the chain are shortened, and their control
/// characters are replaced, so that they cannot steer a terminal. Confined to one thread.
public final class ExplanationText {
  private static final int LONGEST_VALUE = 160;

  private final StringBuilder out = new StringBuilder(1024);

  private ExplanationText() {}

  /// Lines, each with its end.
  public static String of(Explanation explanation) {
    return new ExplanationText().write(explanation);
  }

  private String write(Explanation explanation) {
    line(0, "monitor      " + safe(explanation.monitor()));
    line(0, "network      " + explanation.network());
    line(
        0,
        "transaction  %s, block %d, status %s"
            .formatted(explanation.transaction(), explanation.block(), explanation.status()));
    gate(explanation.gate());
    explanation.seen().forEach(this::seen);
    if (explanation.otherLogs() > 0) {
      line(0, explanation.otherLogs() + " logs of addresses that are not watched");
    }
    line(0, "");
    line(0, explanation.conditions().isEmpty() ? "the monitor has no conditions" : "conditions");
    explanation.conditions().forEach(this::asked);
    line(0, "");
    line(0, "needed: " + explanation.decision().rule());
    line(0, explanation.decision().matches() ? "MATCH" : "NO MATCH");
    return out.toString();
  }

  private void gate(Explanation.Gate gate) {
    line(0, "");
    line(0, "address      " + (gate.open() ? "watched" : "not watched"));
    if (!gate.why().isEmpty()) {
      line(1, gate.why());
    }
    for (Touch touch : gate.touches()) {
      line(1, touch.address() + "  " + touch.where());
    }
  }

  private void seen(Seen seen) {
    line(0, "");
    String what = seen.signature().map(signature -> "  " + safe(signature)).orElse("");
    line(0, "%s of %s%s".formatted(seen.where(), seen.address(), what));
    if (!seen.detail().isEmpty()) {
      line(1, safe(seen.detail()));
    }
    for (Argument argument : seen.arguments()) {
      String name = argument.name().isEmpty() ? "(unnamed)" : argument.name();
      line(1, "%s %s = %s".formatted(safe(argument.kind()), safe(name), safe(argument.value())));
    }
    seen.checks().forEach(check -> check(1, check));
  }

  private void check(int depth, Check check) {
    line(depth, check.condition() + ": " + words(check.outcome()) + after(check.detail()));
    check.expression().ifPresent(text -> line(depth + 1, safe(text)));
    List<Clause> clauses = check.clauses();
    if (clauses.size() > 1 || clauses.stream().anyMatch(clause -> clause.value().isPresent())) {
      clauses.forEach(clause -> clause(depth + 2, clause));
    }
  }

  private void clause(int depth, Clause clause) {
    Optional<String> value = clause.value().map(text -> "  (is " + safe(text) + ")");
    line(
        depth,
        safe(clause.text())
            + value.orElse("")
            + "  "
            + words(clause.outcome())
            + after(clause.detail()));
  }

  private void asked(Asked asked) {
    line(
        1,
        "%s %s: %s"
            .formatted(
                asked.path(),
                safe(asked.wanted()),
                (asked.fulfilled() ? "fulfilled by " : "not fulfilled: ") + safe(asked.why())));
    asked.checks().stream()
        .filter(check -> check.expression().isPresent())
        .forEach(check -> check(2, check));
  }

  private void line(int depth, String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }

  private static String after(String detail) {
    return detail.isEmpty() ? "" : ": " + safe(detail);
  }

  private static String words(Outcome outcome) {
    return switch (outcome) {
      case HOLDS -> "holds";
      case DOES_NOT_HOLD -> "does not hold";
      case FAILED -> "cannot be evaluated";
    };
  }

  private static String safe(String text) {
    String bounded =
        text.length() > LONGEST_VALUE
            ? "%s… (%d characters)".formatted(text.substring(0, LONGEST_VALUE), text.length())
            : text;
    StringBuilder safe = new StringBuilder(bounded.length());
    bounded
        .codePoints()
        .forEach(
            c ->
                safe.appendCodePoint(
                    Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                        ? '\uFFFD'
                        : c));
    return safe.toString();
  }
}
