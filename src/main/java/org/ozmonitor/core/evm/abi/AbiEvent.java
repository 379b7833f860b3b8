package org.ozmonitor.core.evm.abi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Word;

/// An event of an ABI. Immutable.
///
/// @param signature canonical: `Transfer(address,address,uint256)`
/// @param topic0 hash of the signature
public record AbiEvent(
    String name, List<AbiParameter> inputs, boolean anonymous, String signature, Word topic0) {
  private static final int MAX_INDEXED = 3;

  public AbiEvent {
    inputs = List.copyOf(inputs);
  }

  /// Whether a log with this many topics can be this event.
  public boolean fits(int topics) {
    int indexed = indexedCount();
    return anonymous
        ? topics == indexed && topics <= MAX_INDEXED + 1
        : topics == indexed + 1 && indexed <= MAX_INDEXED;
  }

  private int indexedCount() {
    return (int) inputs.stream().filter(AbiParameter::indexed).count();
  }

  /// The values of all parameters in the order of the ABI; empty when the log cannot be this event
  /// or is cut off. An indexed value that does not fit a topic is its hash.
  public Optional<List<AbiValue>> decode(List<Word> topics, Bytes data) {
    if (!fits(topics.size())) {
      return Optional.empty();
    }
    List<AbiType> inData =
        inputs.stream().filter(p -> !p.indexed()).map(AbiParameter::type).toList();
    return AbiDecoder.decode(inData, data).flatMap(values -> merge(topics, values));
  }

  private Optional<List<AbiValue>> merge(List<Word> topics, List<AbiValue> inData) {
    int topic = anonymous ? 0 : 1;
    int body = 0;
    List<AbiValue> values = new ArrayList<>(inputs.size());
    for (AbiParameter input : inputs) {
      if (!input.type().isResolved()) {
        return Optional.empty();
      }
      values.add(
          input.indexed()
              ? AbiDecoder.topic(input.type(), topics.get(topic++))
              : inData.get(body++));
    }
    return Optional.of(values);
  }
}
