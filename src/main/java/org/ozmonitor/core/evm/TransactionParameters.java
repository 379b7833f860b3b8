package org.ozmonitor.core.evm;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.expression.Declaration;
import org.ozmonitor.core.expression.Parameter;
import org.ozmonitor.core.expression.Parameters;

/// The variables of transaction conditions. Text is made only of what an expression reads; that of
/// the calldata, which may be megabytes, once for all that read it. Confined to one thread.
final class TransactionParameters implements Parameters {
  /// Every parameter that {@link #find} knows.
  static final List<Declaration> DECLARED =
      List.of(
          Declaration.of("value", "uint256"),
          Declaration.of("from", "address"),
          Declaration.of("to", "address"),
          Declaration.of("hash", "string"),
          Declaration.of("gas_price", "uint256"),
          Declaration.of("max_fee_per_gas", "uint256"),
          Declaration.of("max_priority_fee_per_gas", "uint256"),
          Declaration.of("gas_limit", "uint256"),
          Declaration.of("nonce", "uint256"),
          Declaration.of("input", "string"),
          Declaration.of("gas_used", "uint256"),
          Declaration.of("transaction_index", "uint64"));

  private final EvmTransaction transaction;
  private Optional<Parameter> input = Optional.empty();

  TransactionParameters(EvmTransaction transaction) {
    this.transaction = transaction;
  }

  @Override
  public Optional<Parameter> find(String name) {
    EvmTransaction t = transaction;
    return switch (name) {
      case "value" -> amount(name, Optional.of(t.value()));
      case "from" -> parameter(name, "address", t.from().map(Address::hex).orElse(""));
      case "to" -> parameter(name, "address", t.to().map(Address::hex).orElse(""));
      case "hash" -> parameter(name, "string", t.hash().hex());
      case "gas_price" -> amount(name, t.gasPrice());
      case "max_fee_per_gas" -> amount(name, t.maxFee());
      case "max_priority_fee_per_gas" -> amount(name, t.maxPriorityFee());
      case "gas_limit" -> amount(name, Optional.of(t.gas()));
      case "nonce" -> amount(name, Optional.of(t.nonce()));
      case "input" -> input();
      case "gas_used" -> amount(name, t.receipt().gasUsed());
      case "transaction_index" -> parameter(name, "uint64", decimal(t.index()));
      default -> Optional.empty();
    };
  }

  private Optional<Parameter> input() {
    if (input.isEmpty()) {
      input = parameter("input", "string", transaction.input().hex());
    }
    return input;
  }

  private static Optional<Parameter> amount(String name, Optional<Word> value) {
    return parameter(name, "uint256", decimal(value));
  }

  private static String decimal(Optional<Word> value) {
    return value.map(Word::unsignedDecimal).orElse("0");
  }

  private static Optional<Parameter> parameter(String name, String kind, String value) {
    return Optional.of(Parameter.of(name, kind, value, false));
  }
}
