package org.ozmonitor.server.work;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Configuration.Changes;
import org.ozmonitor.core.definition.Configuration.Entry;
import org.ozmonitor.core.definition.Configuration.MonitorEntry;
import org.ozmonitor.core.definition.Configuration.NetworkEntry;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.evm.EvmEngine;
import org.ozmonitor.core.evm.MatchSets;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.MonitorMix;

/// How long from a changed revision, as read from the database, to the index of a lane that knows
/// it, and to the matches of a real block?
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LaneChangeBenchmark {
  private static final NetworkId NETWORK = EntityIds.platformNetwork(MatchSets.NETWORK.slug());
  private static final Set<TenantId> TENANTS = Set.of(TenantId.DEFAULT);
  private static final List<ChainEngine> ENGINES = List.of(new EvmEngine());

  @Param("1000000")
  public int monitors;

  @Param public MonitorMix mix;

  private List<ActiveMonitor> set = List.of();
  private byte[] payload = new byte[0];
  private Configuration configuration = Configuration.empty();
  private LaneIndex index = LaneIndex.NOTHING;
  private int matching;
  private int changes;
  private int revision;

  @Setup
  public void compile() {
    set = mix.monitors(monitors);
    List<Entry> entries = set.stream().<Entry>map(it -> entry(it, it)).toList();
    configuration =
        Configuration.empty()
            .with(1, new Changes(List.of(new NetworkEntry(NETWORK, 1, network())), Set.of()))
            .with(2, new Changes(entries, Set.of()));
    index = selection().compile(index);
    payload = MatchSets.payloads().getFirst();
    matching = index.match(payload).size();
    MatchSets.requireSame("compiled monitors", monitors, index.size());
  }

  @Benchmark
  public int change() {
    int others = set.size() - MonitorMix.MATCHING;
    ActiveMonitor original = set.get(MonitorMix.MATCHING + (changes / 2 * 7919) % others);
    ActiveMonitor like = changes % 2 == 0 ? set.getFirst() : original;
    var change = new Changes(List.of(entry(original, like)), Set.of());
    configuration = configuration.with(configuration.version() + 1, change);
    index = selection().compile(index);
    MatchSets.requireSame("changed monitors", 1, index.changed());
    changes++;
    return index.match(payload).size() - matching;
  }

  private LaneIndex.Selection selection() {
    return LaneIndex.Selection.of(configuration, NETWORK, TENANTS, ENGINES);
  }

  private MonitorEntry entry(ActiveMonitor monitor, ActiveMonitor like) {
    return new MonitorEntry(monitor.tenant(), monitor.id(), ++revision, like.definition());
  }

  private static Network network() {
    return new Network(
        "Ethereum",
        ChainKind.EVM,
        MatchSets.NETWORK.slug(),
        List.of(),
        12_000,
        12,
        Optional.empty(),
        OptionalLong.empty(),
        false,
        OptionalLong.empty(),
        OptionalLong.empty(),
        false,
        false,
        Optional.empty());
  }
}
