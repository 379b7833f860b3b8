package org.ozmonitor.core.evm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ozmonitor.core.evm.Findings.Finding;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.expression.Parameter;
import org.ozmonitor.core.json.StorableText;

/// The template variables of a match. Of parameters with one name the last wins.
final class EvmVariables {
  private EvmVariables() {}

  static Map<String, String> of(EvmTransaction transaction, Findings findings) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("monitor.name", StorableText.of(findings.monitor().definition().name()));
    variables.put("transaction.hash", transaction.hash().hex());
    variables.put("transaction.from", transaction.from().orElse(Address.ZERO).hex());
    transaction.to().ifPresent(to -> variables.put("transaction.to", to.hex()));
    variables.put("transaction.value", transaction.value().unsignedDecimal());
    put(variables, "functions.", findings.functions());
    put(variables, "events.", findings.events());
    return variables;
  }

  private static void put(Map<String, String> variables, String kind, List<Finding> findings) {
    for (int i = 0; i < findings.size(); i++) {
      String prefix = kind + i;
      variables.put(prefix + ".signature", findings.get(i).signature());
      for (Parameter argument : findings.get(i).arguments().list()) {
        variables.put(prefix + ".args." + argument.name(), argument.value());
      }
    }
  }
}
