package org.ozmonitor.core.evm.abi;

import java.util.List;
import java.util.Optional;

/// A type prepared for decoding, so that nothing is asked of it again for each value. Immutable.
///
/// @param isDynamic whether the head holds an offset instead of the value
/// @param headWords the number of words in the head; what no data can hold counts as a billion
/// @param size of a fixed array, else 0
/// @param parts the element of an array, the components of a tuple
record AbiLayout(Form form, boolean isDynamic, long headWords, int size, List<AbiLayout> parts) {
  private static final long NO_DATA_HOLDS = 1_000_000_000;

  /// How a value is read.
  enum Form {
    UNSIGNED,
    SIGNED,
    FLAG,
    ACCOUNT,
    FIXED_BYTES,
    FUNCTION_POINTER,
    BYTES,
    TEXT,
    ARRAY,
    FIXED_ARRAY,
    TUPLE;

    /// Whether a value takes exactly one word.
    boolean isWord() {
      return compareTo(BYTES) < 0;
    }
  }

  /// The number of words that the value takes in the head around it.
  long headSize() {
    return isDynamic ? 1 : headWords;
  }

  /// The layout of a parameter list, which is a tuple; empty when a part of it cannot be decoded.
  static Optional<AbiLayout> of(List<AbiType> types) {
    return types.stream().allMatch(AbiType::isResolved)
        ? Optional.of(tuple(types.stream().map(AbiLayout::of).toList()))
        : Optional.empty();
  }

  private static AbiLayout of(AbiType type) {
    return switch (type) {
      case AbiType.UnsignedInteger _ -> simple(Form.UNSIGNED, false);
      case AbiType.SignedInteger _ -> simple(Form.SIGNED, false);
      case AbiType.Bool() -> simple(Form.FLAG, false);
      case AbiType.Account() -> simple(Form.ACCOUNT, false);
      case AbiType.FixedBytes _ -> simple(Form.FIXED_BYTES, false);
      case AbiType.FunctionPointer() -> simple(Form.FUNCTION_POINTER, false);
      case AbiType.DynamicBytes() -> simple(Form.BYTES, true);
      case AbiType.Text() -> simple(Form.TEXT, true);
      case AbiType.Array(AbiType element) ->
          new AbiLayout(Form.ARRAY, true, 1, 0, List.of(of(element)));
      case AbiType.FixedArray(AbiType element, int size) -> fixedArray(of(element), size);
      case AbiType.Tuple(List<AbiType> components) ->
          tuple(components.stream().map(AbiLayout::of).toList());
      case AbiType.Unresolved(String name) ->
          throw new IllegalArgumentException("no type of the ABI: " + name);
    };
  }

  private static AbiLayout simple(Form form, boolean isDynamic) {
    return new AbiLayout(form, isDynamic, 1, 0, List.of());
  }

  private static AbiLayout fixedArray(AbiLayout element, int size) {
    return new AbiLayout(
        Form.FIXED_ARRAY,
        element.isDynamic,
        element.isDynamic ? 1 : Math.min(NO_DATA_HOLDS, element.headWords * size),
        size,
        List.of(element));
  }

  private static AbiLayout tuple(List<AbiLayout> components) {
    boolean isDynamic = components.stream().anyMatch(AbiLayout::isDynamic);
    long words = components.stream().mapToLong(AbiLayout::headWords).sum();
    return new AbiLayout(
        Form.TUPLE, isDynamic, isDynamic ? 1 : Math.min(NO_DATA_HOLDS, words), 0, components);
  }
}
