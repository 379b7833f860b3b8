package org.ozmonitor.core.evm;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.evm.index.Access;
import org.ozmonitor.core.evm.index.Access.Relation;
import org.ozmonitor.core.evm.index.ExpressionPlanner;
import org.ozmonitor.core.evm.index.ExpressionPlanner.Declared;
import org.ozmonitor.core.evm.index.PlannedExpression.Subject;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.evm.value.WordKind;
import org.ozmonitor.core.expression.Expression.Compare;
import org.ozmonitor.core.expression.Literal;
import org.ozmonitor.core.expression.Operator;
import org.ozmonitor.core.expression.Parameters;

/// A transaction as the conditions on transactions see it. Words are read once. Confined to one
/// thread.
final class TransactionSubject implements Subject {
  static final int VALUE = 0;
  static final int FROM = 1;
  static final int TO = 2;

  /// The place of the selector, which expressions know only as the begin of `input`.
  static final int SELECTOR = 9;

  private static final int SELECTOR_LENGTH = 10;

  /// In the order of the places; only the first three and the selector are read before anything is
  /// decoded.
  static final ExpressionPlanner PLANNER =
      new ExpressionPlanner(
          Stream.concat(
                  Stream.of(
                      new Declared("value", Optional.of(WordKind.UNSIGNED), true),
                      new Declared("from", Optional.of(WordKind.ACCOUNT), true),
                      new Declared("to", Optional.of(WordKind.ACCOUNT), true)),
                  Stream.of(
                          "gas_price",
                          "max_fee_per_gas",
                          "max_priority_fee_per_gas",
                          "gas_limit",
                          "nonce",
                          "gas_used")
                      .map(name -> new Declared(name, Optional.of(WordKind.UNSIGNED), false)))
              .toList(),
          false,
          TransactionSubject::selector);

  private static final int WORDS = 9;

  private final EvmTransaction transaction;
  private final TransactionParameters parameters;
  private final @Nullable Word[] words = new Word[WORDS];
  private final boolean[] known = new boolean[WORDS];

  TransactionSubject(EvmTransaction transaction) {
    this.transaction = transaction;
    this.parameters = new TransactionParameters(transaction);
  }

  EvmTransaction transaction() {
    return transaction;
  }

  @Override
  public @Nullable Word word(int parameter) {
    if (!known[parameter]) {
      words[parameter] = read(parameter);
      known[parameter] = true;
    }
    return words[parameter];
  }

  /// Amounts that a transaction does not have are 0; addresses that it does not have are none.
  private @Nullable Word read(int parameter) {
    return switch (parameter) {
      case VALUE -> transaction.value();
      case FROM -> transaction.from().map(Word::of).orElse(null);
      case TO -> transaction.to().map(Word::of).orElse(null);
      case 3 -> transaction.gasPrice().orElse(Word.ZERO);
      case 4 -> transaction.maxFee().orElse(Word.ZERO);
      case 5 -> transaction.maxPriorityFee().orElse(Word.ZERO);
      case 6 -> transaction.gas();
      case 7 -> transaction.nonce();
      case 8 -> transaction.receipt().gasUsed().orElse(Word.ZERO);
      default -> throw new IllegalArgumentException("no word " + parameter);
    };
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  /// `input starts_with 0xa9059cbb…` holds only for one selector.
  private static Optional<Access> selector(Compare compare) {
    Literal literal = compare.literal();
    boolean isPrefix =
        compare.left().base().equals("input")
            && compare.left().accessors().isEmpty()
            && (compare.operator() == Operator.STARTS_WITH || compare.operator() == Operator.EQUAL)
            && literal.type() == Literal.Type.TEXT
            && literal.text().length() >= SELECTOR_LENGTH;
    if (!isPrefix) {
      return Optional.empty();
    }
    char[] digits = literal.text().substring(0, SELECTOR_LENGTH).toCharArray();
    return List.of("0x", "0X").contains(literal.text().substring(0, 2))
        ? Word.parseQuantity(digits, 0, digits.length)
            .map(word -> new Access(SELECTOR, Relation.EQUAL, word))
        : Optional.empty();
  }
}
