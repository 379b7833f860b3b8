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

  /// Whether the head holds an offset instead of the value.
  default boolean isDynamic() {
    return switch (this) {
      case DynamicBytes _, Text _, Array _ -> true;
      case FixedArray(AbiType element, int _) -> element.isDynamic();
      case Tuple(List<AbiType> components) -> components.stream().anyMatch(AbiType::isDynamic);
      case UnsignedInteger _,
          SignedInteger _,
          Bool _,
          Account _,
          FixedBytes _,
          FunctionPointer _,
          Unresolved _ ->
          false;
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

  /// The number of words that a value takes in the head, at least.
  default long headWords() {
    if (isDynamic()) {
      return 1;
    }
    return switch (this) {
      case FixedArray(AbiType element, int size) -> element.headWords() * size;
      case Tuple(List<AbiType> components) ->
          components.stream().mapToLong(AbiType::headWords).sum();
      case UnsignedInteger _,
          SignedInteger _,
          Bool _,
          Account _,
          FixedBytes _,
          FunctionPointer _,
          DynamicBytes _,
          Text _,
          Array _,
          Unresolved _ ->
          1;
    };
  }
}
