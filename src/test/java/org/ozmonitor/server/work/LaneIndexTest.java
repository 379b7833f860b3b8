package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Configuration.Changes;
import org.ozmonitor.core.definition.Configuration.Entry;
import org.ozmonitor.core.definition.Configuration.MonitorEntry;
import org.ozmonitor.core.definition.Configuration.NetworkEntry;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.MonitoredAddress;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.evm.EvmEngine;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.EvmPayloads;
import org.ozmonitor.fixture.MonitorMix;

class LaneIndexTest {
  private static final NetworkId NETWORK = EntityIds.platformNetwork("ethereum_mainnet");
  private static final TenantId OURS = new TenantId(new UUID(0, 1));
  private static final TenantId ALSO_OURS = new TenantId(new UUID(0, 2));
  private static final TenantId OTHER = new TenantId(new UUID(0, 3));
  private static final ChainEngine TEXT = new TextEngine();
  private static final ChainEngine EVM = new EvmEngine();
  private static final Set<TenantId> LANE = Set.of(OURS, ALSO_OURS);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void findsAfterAnyChangesWhatAnIndexFindsThatIsCompiledFromScratch(long seed) {
    byte[] payload = EvmPayloads.mainnet(EvmPayloads.MAINNET.getFirst());
    var random = new SplittableRandom(seed);
    List<Monitor> definitions = definitions();
    var configuration = Configuration.empty().with(1, begun(network(0)));
    var index = LaneIndex.NOTHING;
    for (int version = 2; version < 40; version++) {
      configuration = configuration.with(version, changes(random, version, definitions));
      var selection = selection(configuration, EVM, tenants(random));

      index = selection.compile(index);

      var scratch = selection.compile();
      assertThat(index.size()).as("version %d", version).isEqualTo(scratch.size());
      assertThat(index.leftOut().keySet()).isEqualTo(scratch.leftOut().keySet());
      assertThat(index.monitors()).isEqualTo(scratch.monitors());
      assertThat(found(index, payload))
          .as("version %d", version)
          .containsExactlyInAnyOrderElementsOf(found(scratch, payload));
    }
  }

  @Test
  void compilesOnlyWhatChanged() {
    Entry[] many =
        Stream.iterate(0, i -> i + 1)
            .limit(100)
            .map(i -> text(OURS, "m" + i, 1))
            .toArray(Entry[]::new);
    var first = Configuration.empty().with(1, begun(network(0))).with(2, begun(many));
    var index = selection(first, TEXT).compile(LaneIndex.NOTHING);
    assertThat(index.changed()).isEqualTo(100);

    var second =
        first.with(
            3, new Changes(List.of(text(OURS, "m1", 2)), Set.of(EntityIds.monitor(OURS, "m2"))));
    var next = selection(second, TEXT).compile(index);

    assertThat(next.changed()).isEqualTo(2);
    assertThat(next.size()).isEqualTo(99);
    assertThat(found(next, "0xa m1\n0xa m2\n0xa m3".getBytes(StandardCharsets.UTF_8)))
        .containsExactlyInAnyOrder(
            EntityIds.monitor(OURS, "m1") + " 2 0xa", EntityIds.monitor(OURS, "m3") + " 1 0xa");
  }

  @Test
  void staysAsItIsWhenOnlyOtherLanesChange() {
    var first =
        Configuration.empty().with(1, begun(network(0), text(OURS, "a", 1), text(OTHER, "b", 1)));
    var index = selection(first, TEXT).compile(LaneIndex.NOTHING);

    var next = selection(first.with(2, begun(text(OTHER, "b", 2))), TEXT).compile(index);

    assertThat(next.changed()).isZero();
    assertThat(next.compiled().orElseThrow()).isSameAs(index.compiled().orElseThrow());
  }

  @Test
  void compilesOnlyThoseOfTenantsThatComeAndGo() {
    Entry[] many =
        Stream.iterate(0, i -> i + 1)
            .limit(100)
            .map(i -> text(OURS, "m" + i, 1))
            .toArray(Entry[]::new);
    var configuration =
        Configuration.empty()
            .with(1, begun(network(0), text(ALSO_OURS, "a", 1), text(OTHER, "b", 1)))
            .with(2, begun(many));
    var index = selection(configuration, TEXT).compile(LaneIndex.NOTHING);

    var next = selection(configuration, TEXT, Set.of(OURS, OTHER)).compile(index);

    assertThat(next.changed()).isEqualTo(2);
    assertThat(found(next, "0xa a\n0xa b\n0xa m3".getBytes(StandardCharsets.UTF_8)))
        .containsExactlyInAnyOrder(
            EntityIds.monitor(OTHER, "b") + " 1 0xa", EntityIds.monitor(OURS, "m3") + " 1 0xa");
  }

  @Test
  void namesMonitorsThatCannotBeCompiledUntilTheyCan() {
    var first =
        Configuration.empty()
            .with(
                1,
                begun(
                    network(0),
                    text(OURS, "a", 1),
                    text(OURS, "b", 1),
                    text(OURS, "c", 1),
                    text(OURS, "malformed", 1)));
    var index = selection(first, TEXT).compile(LaneIndex.NOTHING);
    var second = first.with(2, begun(text(ALSO_OURS, "malformed", 1)));
    var next = selection(second, TEXT).compile(index);
    var third =
        second.with(3, new Changes(List.of(), Set.of(EntityIds.monitor(OURS, "malformed"))));
    var last = selection(third, TEXT).compile(next);

    assertThat(index.leftOut()).containsOnlyKeys(EntityIds.monitor(OURS, "malformed"));
    assertThat(next.leftOut())
        .containsOnlyKeys(
            EntityIds.monitor(OURS, "malformed"), EntityIds.monitor(ALSO_OURS, "malformed"));
    assertThat(last.leftOut()).containsOnlyKeys(EntityIds.monitor(ALSO_OURS, "malformed"));
    assertThat(last.size()).isEqualTo(3);
  }

  @Test
  void leavesOutMonitorThatCompilingTripsOver() {
    var first =
        Configuration.empty().with(1, begun(network(0), text(OURS, "a", 1), text(OURS, "b", 1)));
    var index = selection(first, TEXT).compile(LaneIndex.NOTHING);
    var second = first.with(2, begun(text(ALSO_OURS, "shatters", 1)));

    var next = selection(second, TEXT).compile(index);
    var whole = selection(second, TEXT).compile(LaneIndex.NOTHING);

    assertThat(next.leftOut()).containsOnlyKeys(EntityIds.monitor(ALSO_OURS, "shatters"));
    assertThat(next.size()).isEqualTo(2);
    assertThat(whole.leftOut()).isEqualTo(next.leftOut());
    assertThat(whole.size()).isEqualTo(2);
  }

  private static LaneIndex.Selection selection(Configuration configuration, ChainEngine engine) {
    return selection(configuration, engine, LANE);
  }

  private static LaneIndex.Selection selection(
      Configuration configuration, ChainEngine engine, Set<TenantId> tenants) {
    return LaneIndex.Selection.of(configuration, NETWORK, tenants, List.of(engine));
  }

  /// Mostly the same; now and then somebody leaves the lane or joins it.
  private static Set<TenantId> tenants(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> Set.of(OURS);
      case 1 -> Set.of(OURS, ALSO_OURS, OTHER);
      case 2 -> Set.of(ALSO_OURS);
      default -> LANE;
    };
  }

  private static List<String> found(LaneIndex index, byte[] payload) {
    return index.match(payload).stream()
        .map(
            match ->
                "%s %d %s"
                    .formatted(
                        match.monitor().id(), match.monitor().revision(), match.transactionId()))
        .toList();
  }

  /// Some match, most do not; one has an ABI that is broken.
  private static List<Monitor> definitions() {
    List<Monitor> definitions = new ArrayList<>();
    for (MonitorMix mix : MonitorMix.values()) {
      mix.monitors(20).stream().map(ActiveMonitor::definition).forEach(definitions::add);
    }
    Monitor sound = definitions.getFirst();
    var broken =
        new MonitoredAddress(sound.addresses().getFirst().address(), Optional.of("[{\"type\":1}]"));
    definitions.add(like(sound, sound.networks(), false, List.of(broken)));
    definitions.add(like(sound, sound.networks(), true, sound.addresses()));
    definitions.add(like(sound, List.of("elsewhere"), false, sound.addresses()));
    return definitions;
  }

  private static Changes changes(SplittableRandom random, int version, List<Monitor> definitions) {
    List<Entry> begun = new ArrayList<>();
    Set<UUID> changed = new HashSet<>();
    Set<UUID> ended = new HashSet<>();
    int count = random.nextInt(10) == 0 ? 40 : random.nextInt(5);
    for (int i = 0; i < count; i++) {
      var tenant = List.of(OURS, ALSO_OURS, OTHER).get(random.nextInt(3));
      UUID id = new UUID(tenant.value().getLeastSignificantBits(), random.nextInt(30));
      if (changed.add(id) && random.nextInt(4) > 0) {
        Monitor definition = definitions.get(random.nextInt(definitions.size()));
        begun.add(new MonitorEntry(tenant, id, version, definition));
      } else if (begun.stream()
          .noneMatch(entry -> entry instanceof MonitorEntry m && m.id().equals(id))) {
        ended.add(id);
      }
    }
    if (random.nextInt(10) == 0) {
      begun.add(network(version));
    }
    return new Changes(begun, ended);
  }

  private static Changes begun(Entry... entries) {
    return new Changes(Arrays.asList(entries), Set.of());
  }

  private static Monitor like(
      Monitor monitor, List<String> networks, boolean paused, List<MonitoredAddress> addresses) {
    return new Monitor(
        monitor.name(),
        networks,
        paused,
        addresses,
        monitor.functions(),
        monitor.events(),
        monitor.transactions(),
        List.of(),
        List.of(),
        "[]",
        monitor.anyAddress(),
        monitor.contractSpecJson());
  }

  private static MonitorEntry text(TenantId tenant, String name, int revision) {
    var monitor =
        new Monitor(
            name,
            List.of("ethereum_mainnet"),
            false,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            "[]",
            false,
            Optional.empty());
    return new MonitorEntry(tenant, EntityIds.monitor(tenant, name), revision, monitor);
  }

  private static NetworkEntry network(long confirmations) {
    var network =
        new Network(
            "Ethereum",
            ChainKind.EVM,
            "ethereum_mainnet",
            List.of(),
            12_000,
            confirmations,
            Optional.empty(),
            OptionalLong.empty(),
            false,
            OptionalLong.empty(),
            OptionalLong.empty(),
            false,
            false,
            Optional.empty());
    return new NetworkEntry(NETWORK, 1, network);
  }
}
