package org.ozmonitor.core.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.definition.Confirmations;
import org.ozmonitor.core.definition.Network;

class AwaitedTest {
  private static final Confirmations SAFE = new Confirmations.Level(Finality.SAFE);
  private static final Confirmations FINALIZED = new Confirmations.Level(Finality.FINALIZED);

  @ParameterizedTest
  @MethodSource("levels")
  void dependsOnNetworkAndMonitor(
      boolean atHead, Confirmations network, Optional<Confirmations> monitor, Awaited expected) {
    assertThat(Awaited.of(network(atHead, network), monitor, 100)).isEqualTo(expected);
  }

  static Stream<Arguments> levels() {
    return Stream.of(
        // blocks are appended 12 deep
        row(false, depth(12), null, Awaited.NOTHING),
        row(false, depth(12), depth(0), Awaited.NOTHING),
        row(false, depth(12), depth(12), Awaited.NOTHING),
        row(false, depth(12), depth(15), new Awaited.Height(103)),
        row(false, depth(12), SAFE, new Awaited.Level(Finality.SAFE, 100)),
        row(false, depth(12), FINALIZED, new Awaited.Level(Finality.FINALIZED, 100)),
        // blocks are appended at the head
        row(true, depth(12), null, new Awaited.Height(112)),
        row(true, depth(0), null, Awaited.NOTHING),
        row(true, depth(12), depth(0), Awaited.NOTHING),
        row(true, depth(12), depth(3), new Awaited.Height(103)),
        row(true, depth(12), SAFE, new Awaited.Level(Finality.SAFE, 100)),
        row(true, SAFE, null, new Awaited.Level(Finality.SAFE, 100)),
        row(true, FINALIZED, depth(2), new Awaited.Height(102)),
        // blocks are appended when the chain calls them so
        row(false, SAFE, null, Awaited.NOTHING),
        row(false, SAFE, SAFE, Awaited.NOTHING),
        row(false, SAFE, FINALIZED, new Awaited.Level(Finality.FINALIZED, 100)),
        row(false, SAFE, depth(4), new Awaited.Height(104)),
        row(false, FINALIZED, SAFE, Awaited.NOTHING),
        row(false, FINALIZED, FINALIZED, Awaited.NOTHING),
        row(false, FINALIZED, depth(64), Awaited.NOTHING));
  }

  private static Arguments row(
      boolean atHead, Confirmations network, @Nullable Confirmations monitor, Awaited expected) {
    return Arguments.of(atHead, network, Optional.ofNullable(monitor), expected);
  }

  private static Confirmations depth(long blocks) {
    return new Confirmations.Depth(blocks);
  }

  private static Network network(boolean atHead, Confirmations confirmed) {
    return new Network(
        "Test",
        ChainKind.EVM,
        "test",
        List.of(),
        1000,
        confirmed instanceof Confirmations.Depth(long blocks) ? blocks : 0,
        Optional.empty(),
        OptionalLong.empty(),
        false,
        OptionalLong.empty(),
        OptionalLong.empty(),
        atHead,
        false,
        Optional.empty(),
        confirmed instanceof Confirmations.Level(Finality level)
            ? Optional.of(level)
            : Optional.empty(),
        Network.Recovery.NONE);
  }
}
