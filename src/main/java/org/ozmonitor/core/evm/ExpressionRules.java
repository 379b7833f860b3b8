package org.ozmonitor.core.evm;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ozmonitor.core.expression.ExpressionParser;
import org.ozmonitor.core.expression.ExpressionSyntaxException;

/// Compiles expressions; equal texts share one rule. Confined to one compilation.
final class ExpressionRules {
  private final Map<String, ExpressionRule> byText = new HashMap<>();

  ExpressionRule rule(Optional<String> text) {
    return text.map(t -> byText.computeIfAbsent(t, ExpressionRules::compile))
        .orElse(ExpressionRule.NONE);
  }

  private static ExpressionRule compile(String text) {
    try {
      return new ExpressionRule(Optional.of(text), Optional.of(ExpressionParser.parse(text)));
    } catch (ExpressionSyntaxException e) {
      return new ExpressionRule(Optional.of(text), Optional.empty());
    }
  }
}
