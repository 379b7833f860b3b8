package org.ozmonitor.core.evm.block;

import java.util.List;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Word;

/// A log that a contract emitted. Immutable.
///
/// @param topics usually at most 4; none for a log without topics
/// @param json the log as the node wrote it
public record EvmLog(Address address, List<Word> topics, Bytes data, Span json) {
  public EvmLog {
    topics = List.copyOf(topics);
  }
}
