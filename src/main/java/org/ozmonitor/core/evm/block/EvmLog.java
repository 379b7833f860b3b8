package org.ozmonitor.core.evm.block;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.HexText;
import org.ozmonitor.core.evm.value.Word;

/// A log that a contract emitted, read from the node's bytes when it is asked. Immutable.
///
/// @param number its place among the logs of the payload, from 0
public record EvmLog(EvmBlock block, int number) {
  private static final FieldNames LOG_INDEX = new FieldNames("logIndex");

  public Address address() {
    return HexText.address(block.payload(), block.emitterAt(number));
  }

  /// Usually at most 4; none for a log without topics.
  public List<Word> topics() {
    int count = block.topicCount(number);
    List<Word> topics = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      topics.add(HexText.word(block.payload(), block.topicAt(number, i)));
    }
    return topics;
  }

  public Bytes data() {
    return HexText.bytes(block.payload(), block.dataAt(number), block.dataEnd(number));
  }

  /// The place in the block as the node states it.
  public Optional<Word> logIndex() {
    return Fields.quantity(block.payload(), block.receiptColumns().logJsonStart(number), LOG_INDEX);
  }

  /// The log as the node wrote it.
  public Span json() {
    int start = block.receiptColumns().logJsonStart(number);
    return new Span(start, Fields.endOfValue(block.payload(), start));
  }
}
