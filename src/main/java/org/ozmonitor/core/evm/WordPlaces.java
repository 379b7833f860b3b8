package org.ozmonitor.core.evm;

import java.util.List;
import java.util.stream.IntStream;
import org.ozmonitor.core.evm.abi.AbiParameter;
import org.ozmonitor.core.evm.abi.HeadWords;
import org.ozmonitor.core.evm.value.WordCell;
import org.ozmonitor.core.evm.value.WordKind;

/// Where the words of a parameter list stand: in topics, or in the head of the data, at a distance
/// that the types before them decide (Contract ABI Specification, "Formal Specification of the
/// Encoding"). Immutable.
final class WordPlaces {
  private static final int DIGITS = 64;

  /// Nothing can be read ahead; values have to be decoded.
  static final WordPlaces NONE = new WordPlaces(List.of(), 0);

  private final int[] places;
  private final WordKind[] kinds;

  /// @param firstTopic the topic of the first indexed parameter
  WordPlaces(List<AbiParameter> inputs, int firstTopic) {
    this.places = new int[inputs.size()];
    this.kinds = new WordKind[inputs.size()];
    int[] heads = HeadWords.places(inputs);
    int topic = firstTopic;
    for (int i = 0; i < places.length; i++) {
      AbiParameter input = inputs.get(i);
      kinds[i] = Decoding.kind(input.type()).orElse(WordKind.UNSIGNED);
      places[i] = input.indexed() ? -1 - topic++ : heads[i];
    }
  }

  /// For each parameter of a list, whether {@link #readData} can read it.
  List<Boolean> readable(List<AbiParameter> inputs) {
    return IntStream.range(0, inputs.size())
        .mapToObj(i -> i < places.length && Decoding.kind(inputs.get(i).type()).isPresent())
        .toList();
  }

  /// The topic that a parameter is, or -1 when it stands in the data.
  int topic(int parameter) {
    return places[parameter] < 0 ? -1 - places[parameter] : -1;
  }

  /// Reads a parameter from hex digits of data.
  ///
  /// @return false when the data ends before it
  boolean readData(int parameter, byte[] text, int from, int to, WordCell into) {
    int at = from + places[parameter] * DIGITS;
    if (at < from || to - at < DIGITS) {
      return false;
    }
    into.readWord(text, at, kinds[parameter]);
    return true;
  }

  /// Reads a parameter from the hex digits of its topic.
  void readTopic(int parameter, byte[] text, int at, WordCell into) {
    into.readWord(text, at, kinds[parameter]);
  }
}
