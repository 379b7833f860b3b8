package org.ozmonitor.core.evm;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.evm.abi.AbiEvent;
import org.ozmonitor.core.evm.abi.AbiParameter;
import org.ozmonitor.core.evm.abi.AbiValue;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmLog;
import org.ozmonitor.core.evm.index.ExpressionPlanner;
import org.ozmonitor.core.evm.value.HexText;
import org.ozmonitor.core.evm.value.Word;

/// How the logs of one event are read. Immutable.
final class EventDecoding implements Decoding {
  private final AbiEvent event;
  private final List<AbiEvent> alternatives;
  private final WordPlaces places;
  private final ExpressionPlanner planner;

  /// @param event the event that is asked for
  /// @param alternatives the events that a log may be instead, the event among them, in the order
  /// in
  /// which they are tried: those with the same topic; of an anonymous event all that are not
  /// anonymous, then all that are
  EventDecoding(AbiEvent event, List<AbiEvent> alternatives) {
    this.event = event;
    this.alternatives = List.copyOf(alternatives);
    this.places =
        alternatives.size() == 1
            ? new WordPlaces(event.inputs(), event.anonymous() ? 0 : 1)
            : WordPlaces.NONE;
    List<AbiParameter> words = areReadAlike(event, alternatives) ? event.inputs() : List.of();
    this.planner = Decoding.planner(words, places.readable(words));
  }

  @Override
  public String signature() {
    return event.signature();
  }

  @Override
  public String digits() {
    return event.topic0().hex().substring(2);
  }

  @Override
  public ExpressionPlanner planner() {
    return planner;
  }

  WordPlaces places() {
    return places;
  }

  Word topic0() {
    return event.topic0();
  }

  boolean isAnonymous() {
    return event.anonymous();
  }

  /// Whether a log can be this event, as far as its topics tell.
  boolean fits(EvmBlock block, int log) {
    int topics = block.topicCount(log);
    if (event.anonymous()) {
      return event.fits(topics);
    }
    if (topics == 0 || (alternatives.size() == 1 && !event.fits(topics))) {
      return false;
    }
    byte[] text = block.payload();
    int at = block.topicAt(log, 0);
    Word topic = event.topic0();
    return HexText.bits64(text, at) == topic.w0()
        && HexText.bits64(text, at + 16) == topic.w1()
        && HexText.bits64(text, at + 32) == topic.w2()
        && HexText.bits64(text, at + 48) == topic.w3();
  }

  /// The arguments by the first alternative that the log can be; empty when that is another event,
  /// or when there is none.
  Optional<Arguments> decode(EvmLog log) {
    List<Word> topics = log.topics();
    var data = log.data();
    for (AbiEvent alternative : alternatives) {
      var values =
          alternative.anonymous() || isNamed(alternative, topics)
              ? alternative.decode(topics, data)
              : Optional.<List<AbiValue>>empty();
      if (values.isPresent()) {
        return isSame(alternative, event)
            ? Optional.of(new Arguments(alternative.inputs(), values.get()))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /// Whether a name means the same parameter, whichever alternative a log is: the `value` of one
  /// may
  /// be the `tokenId` of another with the same signature. If not, names are looked up in what was
  /// decoded.
  private static boolean areReadAlike(AbiEvent event, List<AbiEvent> alternatives) {
    return alternatives.stream()
        .filter(alternative -> isSame(alternative, event))
        .allMatch(alternative -> parameters(alternative).equals(parameters(event)));
  }

  private static List<List<Object>> parameters(AbiEvent event) {
    return event.inputs().stream()
        .map(input -> List.<Object>of(input.name(), input.type()))
        .toList();
  }

  private static boolean isSame(AbiEvent one, AbiEvent other) {
    return one.signature().equals(other.signature()) && one.anonymous() == other.anonymous();
  }

  private static boolean isNamed(AbiEvent event, List<Word> topics) {
    return !topics.isEmpty() && event.topic0().equals(topics.getFirst());
  }
}
