package org.ozmonitor.core.evm.abi;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Bytes;

/// A function of an ABI. Immutable.
///
/// @param signature canonical: `transfer(address,uint256)`
/// @param selector the first 4 bytes of the signature's hash, big-endian
public record AbiFunction(String name, List<AbiParameter> inputs, String signature, int selector) {
  public AbiFunction {
    inputs = List.copyOf(inputs);
  }

  /// The values of all parameters; empty when the calldata is cut off or contradicts itself.
  ///
  /// @param calldata with the selector in front
  public Optional<List<AbiValue>> decode(Bytes calldata) {
    return AbiDecoder.decode(inputs.stream().map(AbiParameter::type).toList(), calldata.from(4));
  }

  /// The selector as eight hex digits, without `0x`.
  public String selectorDigits() {
    return "%08x".formatted(selector);
  }
}
