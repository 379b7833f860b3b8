package org.ozmonitor.core.evm;

import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.evm.abi.AbiParameter;
import org.ozmonitor.core.evm.abi.AbiValue;
import org.ozmonitor.core.evm.index.PlannedExpression.Subject;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.expression.Parameter;
import org.ozmonitor.core.expression.Parameters;

/// The decoded arguments of one call or log, in the order of the ABI. Immutable; what is made of
/// them is made when it is first asked for.
final class Arguments implements Parameters, Subject {
  private final List<AbiParameter> declared;
  private final List<AbiValue> values;
  private final @Nullable Argument[] made;

  Arguments(List<AbiParameter> declared, List<AbiValue> values) {
    this.declared = declared;
    this.values = values;
    this.made = new Argument[values.size()];
  }

  /// All arguments, each made when it is asked for.
  List<Parameter> list() {
    return new AbstractList<>() {
      @Override
      public Parameter get(int index) {
        return argument(index);
      }

      @Override
      public int size() {
        return values.size();
      }
    };
  }

  private Argument argument(int index) {
    Argument known = made[index];
    if (known == null) {
      known = new Argument(declared.get(index), values.get(index));
      made[index] = known;
    }
    return known;
  }

  @Override
  public Optional<Parameter> find(String name) {
    for (int i = 0; i < declared.size(); i++) {
      if (declared.get(i).name().equals(name)) {
        return Optional.of(argument(i));
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<Parameter> at(int position) {
    return position < values.size() ? Optional.of(argument(position)) : Optional.empty();
  }

  @Override
  public @Nullable Word word(int parameter) {
    return switch (values.get(parameter)) {
      case AbiValue.Unsigned(Word word) -> word;
      case AbiValue.Signed(Word word) -> word;
      case AbiValue.Hash(Word word) -> word;
      case AbiValue.Account(var address) -> Word.of(address);
      case AbiValue.Flag(boolean flag) -> flag ? Word.ONE : Word.ZERO;
      case AbiValue.Raw _, AbiValue.Text _, AbiValue.Array _, AbiValue.Tuple _ ->
          throw new IllegalStateException("not one word");
    };
  }

  @Override
  public Parameters parameters() {
    return this;
  }
}
