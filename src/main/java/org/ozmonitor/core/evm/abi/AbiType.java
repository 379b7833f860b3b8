package org.ozmonitor.core.evm.abi;

import java.util.List;
import java.util.stream.Collectors;

/// A type of the contract ABI. Immutable.
public sealed interface AbiType {
  /// An unsigned integer.
  ///
  /// @param bits 8 to 256 in steps of 8
  record UnsignedInteger(int bits) implements AbiType {}

  /// A two's complement integer.
  ///
  /// @param bits 8 to 256 in steps of 8
  record SignedInteger(int bits) implements AbiType {}

  record Bool() implements AbiType {}

  record Account() implements AbiType {}

  /// @param size 1 to 32 bytes
  record FixedBytes(int size) implements AbiType {}

  /// An address and a selector: 24 bytes.
  record FunctionPointer() implements AbiType {}

  record DynamicBytes() implements AbiType {}

  record Text() implements AbiType {}

  record Array(AbiType element) implements AbiType {}

  /// @param size at least 1
  record FixedArray(AbiType element, int size) implements AbiType {}

  record Tuple(List<AbiType> components) implements AbiType {
    public Tuple {
      components = List.copyOf(components);
    }
  }

  /// A name that is well formed but no type of the ABI (`Lib.Enum`): nothing of it can be decoded.
  record Unresolved(String name) implements AbiType {}

  /// The type as signatures write it: `uint256`, `(address,bytes)[]`.
  default String canonical() {
    return switch (this) {
      case UnsignedInteger(int bits) -> "uint" + bits;
      case SignedInteger(int bits) -> "int" + bits;
      case Bool _ -> "bool";
      case Account _ -> "address";
      case FixedBytes(int size) -> "bytes" + size;
      case FunctionPointer _ -> "function";
      case DynamicBytes _ -> "bytes";
      case Text _ -> "string";
      case Array(AbiType element) -> element.canonical() + "[]";
      case FixedArray(AbiType element, int size) -> element.canonical() + "[" + size + "]";
      case Tuple(List<AbiType> components) ->
          components.stream().map(AbiType::canonical).collect(Collectors.joining(",", "(", ")"));
      case Unresolved(String name) -> name;
    };
  }

  /// Whether a value takes exactly one word, and so is readable when it is indexed.
  default boolean isWord() {
    return switch (this) {
      case UnsignedInteger _, SignedInteger _, Bool _, Account _, FixedBytes _, FunctionPointer _ ->
          true;
      case DynamicBytes _, Text _, Array _, FixedArray _, Tuple _, Unresolved _ -> false;
    };
  }

  /// Whether every part of the type can be decoded.
  default boolean isResolved() {
    return switch (this) {
      case Unresolved _ -> false;
      case Array(AbiType element) -> element.isResolved();
      case FixedArray(AbiType element, int _) -> element.isResolved();
      case Tuple(List<AbiType> components) -> components.stream().allMatch(AbiType::isResolved);
      case UnsignedInteger _,
          SignedInteger _,
          Bool _,
          Account _,
          FixedBytes _,
          FunctionPointer _,
          DynamicBytes _,
          Text _ ->
          true;
    };
  }

  /// How deep arrays and tuples stand in each other; 0 for all other types.
  default int depth() {
    return switch (this) {
      case Array(AbiType element) -> 1 + element.depth();
      case FixedArray(AbiType element, int _) -> 1 + element.depth();
      case Tuple(List<AbiType> components) ->
          1 + components.stream().mapToInt(AbiType::depth).max().orElse(0);
      case UnsignedInteger _,
          SignedInteger _,
          Bool _,
          Account _,
          FixedBytes _,
          FunctionPointer _,
          DynamicBytes _,
          Text _,
          Unresolved _ ->
          0;
    };
  }

  /// This type with `leaf` in place of each name that is no type of the ABI.
  default AbiType resolvedAs(AbiType leaf) {
    return switch (this) {
      case Unresolved _ -> leaf;
      case Array(AbiType element) -> new Array(element.resolvedAs(leaf));
      case FixedArray(AbiType element, int size) -> new FixedArray(element.resolvedAs(leaf), size);
      case Tuple _,
          UnsignedInteger _,
          SignedInteger _,
          Bool _,
          Account _,
          FixedBytes _,
          FunctionPointer _,
          DynamicBytes _,
          Text _ ->
          this;
    };
  }
}
