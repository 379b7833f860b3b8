package org.ozmonitor.core.evm.abi;

import java.util.List;
import org.ozmonitor.core.evm.value.Address;
import org.ozmonitor.core.evm.value.Bytes;
import org.ozmonitor.core.evm.value.Word;

/// A decoded value. Immutable.
public sealed interface AbiValue {
  /// The whole word, not cut to the declared width.
  record Unsigned(Word word) implements AbiValue {}

  /// The whole word, not cut to the declared width.
  record Signed(Word word) implements AbiValue {}

  record Flag(boolean value) implements AbiValue {}

  record Account(Address address) implements AbiValue {}

  /// 32 bytes: a `bytesN` with its padding, or the hash of an indexed value.
  record Hash(Word word) implements AbiValue {}

  record Raw(Bytes bytes) implements AbiValue {}

  record Text(String text) implements AbiValue {}

  record Array(List<AbiValue> elements) implements AbiValue {
    public Array {
      elements = List.copyOf(elements);
    }
  }

  record Tuple(List<AbiValue> components) implements AbiValue {
    public Tuple {
      components = List.copyOf(components);
    }
  }
}
