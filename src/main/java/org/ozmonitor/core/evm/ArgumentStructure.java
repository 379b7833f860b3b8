package org.ozmonitor.core.evm;

import java.util.List;
import java.util.OptionalInt;
import org.ozmonitor.core.evm.abi.AbiParameter;
import org.ozmonitor.core.evm.abi.AbiText;
import org.ozmonitor.core.evm.abi.AbiType;
import org.ozmonitor.core.evm.abi.AbiValue;
import org.ozmonitor.core.expression.Structure;

/// A decoded value beside its declared type. Parts and texts are made when they are asked for.
/// Immutable.
///
/// @param kind the type as the ABI writes it
/// @param components what the ABI says of the parts of the tuple that the type is or is an array
/// of; empty where it says nothing
/// @param value a single hash where an indexed array or tuple is one
record ArgumentStructure(String kind, AbiType type, List<AbiParameter> components, AbiValue value)
    implements Structure {

  static ArgumentStructure of(AbiParameter parameter, AbiValue value) {
    return new ArgumentStructure(parameter.kind(), parameter.type(), parameter.components(), value);
  }

  @Override
  public Shape shape() {
    return switch (value) {
      case AbiValue.Array _ -> Shape.ARRAY;
      case AbiValue.Tuple _ -> Shape.TUPLE;
      case AbiValue.Unsigned _,
          AbiValue.Signed _,
          AbiValue.Flag _,
          AbiValue.Account _,
          AbiValue.Hash _,
          AbiValue.Raw _,
          AbiValue.Text _ ->
          Shape.SCALAR;
    };
  }

  @Override
  public String text() {
    return AbiText.of(value);
  }

  @Override
  public int size() {
    return parts().size();
  }

  @Override
  public Structure part(int index) {
    AbiValue part = parts().get(index);
    return switch (type) {
      case AbiType.Array(AbiType element) -> element(element, part);
      case AbiType.FixedArray(AbiType element, int _) -> element(element, part);
      case AbiType.Tuple(List<AbiType> _) when index < components.size() ->
          of(components.get(index), part);
      case AbiType.Tuple(List<AbiType> types) -> unnamed(types.get(index), part);
      case AbiType.UnsignedInteger _,
          AbiType.SignedInteger _,
          AbiType.Bool _,
          AbiType.Account _,
          AbiType.FixedBytes _,
          AbiType.FunctionPointer _,
          AbiType.DynamicBytes _,
          AbiType.Text _,
          AbiType.Unresolved _ ->
          throw new IllegalStateException(kind + " has no parts");
    };
  }

  @Override
  public OptionalInt indexOf(String name) {
    if (shape() == Shape.TUPLE) {
      for (int i = 0; i < components.size(); i++) {
        if (components.get(i).name().equals(name)) {
          return OptionalInt.of(i);
        }
      }
    }
    return OptionalInt.empty();
  }

  private List<AbiValue> parts() {
    return switch (value) {
      case AbiValue.Array(List<AbiValue> elements) -> elements;
      case AbiValue.Tuple(List<AbiValue> parts) -> parts;
      case AbiValue.Unsigned _,
          AbiValue.Signed _,
          AbiValue.Flag _,
          AbiValue.Account _,
          AbiValue.Hash _,
          AbiValue.Raw _,
          AbiValue.Text _ ->
          List.of();
    };
  }

  private ArgumentStructure element(AbiType element, AbiValue part) {
    return new ArgumentStructure(
        kind.substring(0, kind.lastIndexOf('[')), element, components, part);
  }

  private static ArgumentStructure unnamed(AbiType type, AbiValue part) {
    return new ArgumentStructure(type.canonical(), type, List.of(), part);
  }
}
