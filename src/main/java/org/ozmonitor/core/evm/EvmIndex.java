package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmBlockDecoder;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.filter.MonitorMatch;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.problem.Problems;

/// The monitors of one network behind hash tables on fixed-width binary keys. Running a block costs
/// a look-up for each log, call and address, plus what the candidates found there cost, however
/// many other monitors there are.
///
/// Monitors stand in a few segments, the oldest and largest first, as in a log-structured merge
/// tree
/// (O'Neil et al., 1996): a change compiles a small new segment and marks the places in older ones
/// that it replaces; segments of similar size are merged. So a change among a million is cheap, and
/// only a change in tens of thousands pays for compiling all again. Immutable.
public final class EvmIndex implements ChainEngine.MonitorIndex {
  /// The most monitors of the segments behind the oldest, which has no limit, and with it how many
  /// segments there are.
  private static final List<Integer> CAPACITIES = List.of(Integer.MAX_VALUE, 32_768, 4_096, 512);

  /// Changes are gathered in the last segment while it has no more monitors than this.
  private static final int SMALL = 512;

  private final NetworkFacts network;
  private final Decodings decodings;
  private final List<Segment> segments;
  private final List<BitSet> replaced;
  private final int size;

  private EvmIndex(
      NetworkFacts network, Decodings decodings, List<Segment> segments, List<BitSet> replaced) {
    this.network = network;
    this.decodings = decodings;
    this.segments = List.copyOf(segments);
    this.replaced = List.copyOf(replaced);
    int standing = 0;
    for (int i = 0; i < segments.size(); i++) {
      standing += standing(segments.get(i), replaced.get(i));
    }
    this.size = standing;
  }

  static EvmIndex compile(
      NetworkFacts network, Collection<ActiveMonitor> monitors, Problems problems) {
    Decodings decodings = new Decodings();
    return new EvmIndex(
        network, decodings, List.of(segment(decodings, monitors, problems)), List.of(new BitSet()));
  }

  private static Segment segment(
      Decodings decodings, Collection<ActiveMonitor> monitors, Problems problems) {
    SegmentBuilder builder = new SegmentBuilder(decodings, problems);
    monitors.forEach(builder::add);
    return builder.build();
  }

  private static int standing(Segment segment, BitSet replaced) {
    return segment.monitors().size() - replaced.cardinality();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Map<String, Integer> buckets() {
    return Buckets.count(segments, replaced);
  }

  @Override
  public EvmIndex updated(Collection<ActiveMonitor> begun, Set<UUID> ended, Problems problems) {
    Set<UUID> gone = new HashSet<>(ended);
    begun.forEach(monitor -> gone.add(monitor.id()));
    List<Segment> kept = new ArrayList<>(segments);
    List<BitSet> marks = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      marks.add(marked(kept.get(i), replaced.get(i), gone));
    }
    List<ActiveMonitor> pending = new ArrayList<>(begun);
    while (!kept.isEmpty() && isMerged(kept, marks, pending.size())) {
      pending.addAll(0, kept.removeLast().standing(marks.removeLast()));
    }
    if (kept.isEmpty()) {
      return compile(network, pending, problems);
    }
    Decodings next = decodings.isFull() ? new Decodings() : decodings;
    if (!pending.isEmpty()) {
      kept.add(segment(next, pending, problems));
      marks.add(new BitSet());
    }
    return new EvmIndex(network, next, kept, marks);
  }

  private static BitSet marked(Segment segment, BitSet before, Set<UUID> gone) {
    Set<Integer> places = new HashSet<>();
    for (UUID id : gone) {
      Integer place = segment.placeOf().get(id);
      if (place != null && !before.get(place)) {
        places.add(place);
      }
    }
    if (places.isEmpty()) {
      return before;
    }
    BitSet after = (BitSet) before.clone();
    places.forEach(after::set);
    return after;
  }

  /// Whether the last segment is compiled again together with a change: because both are small,
  /// because the change has no room behind it, or because most of it has been replaced.
  private static boolean isMerged(List<Segment> kept, List<BitSet> marks, int pending) {
    int all = kept.getLast().monitors().size();
    int last = standing(kept.getLast(), marks.getLast());
    boolean isSmall = last + pending <= SMALL;
    boolean isMostlyReplaced = all > SMALL && last < all / 2;
    boolean hasRoom = kept.size() < CAPACITIES.size() && pending <= CAPACITIES.get(kept.size());
    return isSmall || isMostlyReplaced || !hasRoom;
  }

  /// The matches of a decoded block as values. Those of one monitor stand together, in the order of
  /// the transactions.
  public List<EvmMatch> find(EvmBlock block) {
    List<EvmMatch> matches = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      if (standing(segments.get(i), replaced.get(i)) > 0) {
        matches.addAll(new BlockMatcher(segments.get(i), replaced.get(i), block).run());
      }
    }
    return matches;
  }

  @Override
  public List<MonitorMatch> match(byte[] payload) {
    if (size == 0) {
      return List.of();
    }
    EvmBlock block = EvmBlockDecoder.decode(payload);
    List<EvmMatch> matches = find(block);
    EvmMatchJson json = new EvmMatchJson(network.slug(), block);
    List<MonitorMatch> written = new ArrayList<>(matches.size());
    for (EvmMatch match : matches) {
      written.add(
          new MonitorMatch(
              match.monitor(),
              match.transaction().hash().hex(),
              json.match(match),
              EvmVariables.of(network, match)));
    }
    return written;
  }
}
