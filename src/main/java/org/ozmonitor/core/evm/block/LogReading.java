package org.ozmonitor.core.evm.block;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Word;

/// The fields of a log while they are read, in whatever order the node wrote them.
final class LogReading {
  Optional<Address> address = Optional.empty();
  Optional<List<Word>> topics = Optional.empty();
  Optional<Bytes> data = Optional.empty();

  EvmLog log(Span json) {
    return new EvmLog(
        BlockReading.require(address, "log.address"),
        BlockReading.require(topics, "log.topics"),
        BlockReading.require(data, "log.data"),
        json);
  }
}
