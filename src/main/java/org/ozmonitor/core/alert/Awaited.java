package org.ozmonitor.core.alert;

import java.util.Optional;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.definition.Confirmations;
import org.ozmonitor.core.definition.Network;

/// What a match waits for until it is confirmed. Immutable.
public sealed interface Awaited {
  /// It is confirmed.
  Awaited NOTHING = new Nothing();

  record Nothing() implements Awaited {}

  /// A block of this height in the log.
  record Height(long height) implements Awaited {}

  /// That the chain calls a block of this height safe or finalized.
  record Level(Finality level, long height) implements Awaited {}

  /// What a match in a block that was appended just now waits for. Depth is counted in blocks of
  /// the log: where only confirmed blocks are appended, those on top are there already.
  ///
  /// @param wanted by the monitor; empty: what the network takes for confirmed
  static Awaited of(Network network, Optional<Confirmations> wanted, long height) {
    if (wanted.isEmpty()) {
      return network.detectAtHead() ? of(ofNetwork(network), 0, height) : NOTHING;
    }
    if (network.detectAtHead()) {
      return of(wanted.get(), 0, height);
    }
    return network.finality().isPresent()
        ? beyond(network.finality().get(), wanted.get(), height)
        : of(wanted.get(), network.confirmationBlocks(), height);
  }

  private static Confirmations ofNetwork(Network network) {
    return network
        .finality()
        .<Confirmations>map(Confirmations.Level::new)
        .orElseGet(() -> new Confirmations.Depth(network.confirmationBlocks()));
  }

  private static Awaited of(Confirmations wanted, long depth, long height) {
    return switch (wanted) {
      case Confirmations.Depth(long blocks) ->
          blocks <= depth ? NOTHING : new Height(height + blocks - depth);
      case Confirmations.Level(Finality level) -> new Level(level, height);
    };
  }

  /// For a block that has reached a level: what is finalized is as certain as can be.
  private static Awaited beyond(Finality reached, Confirmations wanted, long height) {
    return reached == Finality.FINALIZED || wanted.equals(new Confirmations.Level(reached))
        ? NOTHING
        : of(wanted, 0, height);
  }
}
