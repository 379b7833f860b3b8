package org.ozmonitor.core.evm.abi;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ozmonitor.core.evm.value.Word;

/// What a contract's ABI says of events and functions. Immutable.
///
/// @param events ordered by name, then by their place in the document
/// @param functions ordered likewise
public record Abi(List<AbiEvent> events, List<AbiFunction> functions) {
  public Abi {
    events = events.stream().sorted(Comparator.comparing(AbiEvent::name)).toList();
    functions = functions.stream().sorted(Comparator.comparing(AbiFunction::name)).toList();
  }

  /// The events that a log with these topics can be, the likeliest first: those whose signature it
  /// names, then the anonymous ones. The first that decodes is the one.
  public List<AbiEvent> eventsOf(List<Word> topics) {
    Stream<AbiEvent> named =
        events.stream()
            .filter(e -> !e.anonymous() && !topics.isEmpty())
            .filter(e -> e.topic0().equals(topics.getFirst()));
    Stream<AbiEvent> anonymous = events.stream().filter(AbiEvent::anonymous);
    return Stream.concat(named, anonymous).filter(e -> e.fits(topics.size())).toList();
  }
}
