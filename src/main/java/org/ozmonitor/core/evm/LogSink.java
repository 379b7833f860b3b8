package org.ozmonitor.core.evm;

import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.evm.Findings.Finding;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmLog;
import org.ozmonitor.core.evm.index.PredicateSet;
import org.ozmonitor.core.evm.value.WordCell;

/// Takes the candidates for one log after the other; the log is decoded for the first candidate,
/// once for each way of reading it. Confined to one thread.
final class LogSink implements Consumer<Candidate>, PredicateSet.Words {
  private final EvmBlock block;
  private final Hits hits;
  private final IdentityHashMap<EventDecoding, Optional<Arguments>> decoded =
      new IdentityHashMap<>(4);
  private int log;
  private @Nullable EventDecoding decoding;

  LogSink(EvmBlock block, Hits hits) {
    this.block = block;
    this.hits = hits;
  }

  int log() {
    return log;
  }

  /// The next candidates are for this log.
  void begin(int number) {
    log = number;
    if (!decoded.isEmpty()) {
      decoded.clear();
    }
    hits.forget();
  }

  /// The next candidates read the log in this way.
  void of(EventDecoding next) {
    decoding = next;
  }

  private EventDecoding decoding() {
    return Objects.requireNonNull(decoding);
  }

  @Override
  public boolean read(int parameter, WordCell into) {
    WordPlaces places = decoding().places();
    int topic = places.topic(parameter);
    if (topic < 0) {
      return places.readData(
          parameter, block.payload(), block.dataAt(log), block.dataEnd(log), into);
    }
    if (topic >= block.topicCount(log)) {
      return false;
    }
    places.readTopic(parameter, block.payload(), block.topicAt(log, topic), into);
    return true;
  }

  @Override
  public void accept(Candidate candidate) {
    if (!hits.isNew(candidate)) {
      return;
    }
    Optional<Arguments> arguments = arguments();
    if (arguments.isEmpty()) {
      return;
    }
    Optional<Condition> condition = candidate.firstThatHolds(arguments.get());
    if (condition.isPresent()) {
      hits.add(
          candidate.monitor(),
          new Finding(
              decoding(), condition.get(), arguments.get(), Optional.of(new EvmLog(block, log))));
    }
  }

  private Optional<Arguments> arguments() {
    Optional<Arguments> known = decoded.get(decoding());
    if (known == null) {
      known = decoding().decode(new EvmLog(block, log));
      decoded.put(decoding(), known);
    }
    return known;
  }
}
