package org.ozmonitor.core.evm.abi;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Bytes;

/// A function of an ABI. Immutable; two are equal when they name and decode the same.
public final class AbiFunction {
  private static final int SELECTOR_BYTES = 4;

  private final String name;
  private final List<AbiParameter> inputs;
  private final String signature;
  private final int selector;
  private final Optional<AbiLayout> layout;

  /// @param signature canonical: `transfer(address,uint256)`
  /// @param selector the first 4 bytes of the signature's hash, big-endian
  public AbiFunction(String name, List<AbiParameter> inputs, String signature, int selector) {
    this.name = name;
    this.inputs = List.copyOf(inputs);
    this.signature = signature;
    this.selector = selector;
    this.layout = AbiLayout.of(inputs.stream().map(AbiParameter::type).toList());
  }

  public String name() {
    return name;
  }

  public List<AbiParameter> inputs() {
    return inputs;
  }

  /// Canonical: `transfer(address,uint256)`.
  public String signature() {
    return signature;
  }

  /// The first 4 bytes of the signature's hash, big-endian.
  public int selector() {
    return selector;
  }

  /// The values of all parameters; empty when the calldata is cut off or contradicts itself.
  ///
  /// @param calldata with the selector in front
  public Optional<List<AbiValue>> decode(Bytes calldata) {
    return calldata.length() < SELECTOR_BYTES
        ? Optional.empty()
        : layout.flatMap(known -> AbiDecoder.decode(known, calldata.from(SELECTOR_BYTES)));
  }

  /// The selector as eight hex digits, without `0x`.
  public String selectorDigits() {
    return "%08x".formatted(selector);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AbiFunction function
        && signature.equals(function.signature)
        && inputs.equals(function.inputs);
  }

  @Override
  public int hashCode() {
    return selector;
  }

  @Override
  public String toString() {
    return signature;
  }
}
