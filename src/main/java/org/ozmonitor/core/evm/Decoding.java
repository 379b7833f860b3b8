package org.ozmonitor.core.evm;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.abi.AbiParameter;
import org.ozmonitor.core.evm.abi.AbiType;
import org.ozmonitor.core.evm.index.ExpressionPlanner;
import org.ozmonitor.core.evm.index.ExpressionPlanner.Declared;
import org.ozmonitor.core.evm.value.WordKind;

/// How one kind of log or call is read. Equal ones are one object within an index, so that what is
/// decoded once serves every monitor that looks at it. Immutable.
sealed interface Decoding permits EventDecoding, CallDecoding {
  /// Canonical: `Transfer(address,address,uint256)`.
  String signature();

  /// Topic or selector, as hex digits without `0x`.
  String digits();

  ExpressionPlanner planner();

  /// A planner for the parameters of one event or function.
  ///
  /// @param readable for each parameter, whether its word can be read before anything is decoded
  static ExpressionPlanner planner(List<AbiParameter> inputs, List<Boolean> readable) {
    List<Declared> declared =
        java.util.stream.IntStream.range(0, inputs.size())
            .mapToObj(
                i ->
                    new Declared(inputs.get(i).name(), kind(inputs.get(i).type()), readable.get(i)))
            .toList();
    return new ExpressionPlanner(declared, true, _ -> Optional.empty());
  }

  /// How values of a type are compared as words; empty where they are compared as text.
  static Optional<WordKind> kind(AbiType type) {
    return switch (type) {
      case AbiType.UnsignedInteger _ -> Optional.of(WordKind.UNSIGNED);
      case AbiType.SignedInteger _ -> Optional.of(WordKind.SIGNED);
      case AbiType.Account _ -> Optional.of(WordKind.ACCOUNT);
      case AbiType.Bool _ -> Optional.of(WordKind.FLAG);
      case AbiType.FixedBytes _,
          AbiType.FunctionPointer _,
          AbiType.DynamicBytes _,
          AbiType.Text _,
          AbiType.Array _,
          AbiType.FixedArray _,
          AbiType.Tuple _,
          AbiType.Unresolved _ ->
          Optional.empty();
    };
  }
}
