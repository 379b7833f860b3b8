package org.ozmonitor.server.balance;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ozmonitor.core.balance.LaneChange;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.block.OldEntries;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.work.Lane;
import org.ozmonitor.server.work.Lanes;

/// Writes changes of lanes in short transactions that each hold the leader's lease. What has
/// changed
/// since it was read is left as it is, and planned again. Confined to the leader's context.
final class LaneWriter {
  /// Tenants that get a lane in one transaction.
  private static final int PLACES = 500;

  /// Lanes that change hands or are split in one transaction.
  private static final int CHANGES = 50;

  private final Leadership leadership;
  private final Lanes lanes;
  private final ConfigurationLog configurations;
  private final StartingPositions positions;
  private final OldEntries entries = new OldEntries();

  LaneWriter(
      Leadership leadership,
      Lanes lanes,
      ConfigurationLog configurations,
      StartingPositions positions) {
    this.leadership = leadership;
    this.lanes = lanes;
    this.configurations = configurations;
    this.positions = positions;
  }

  /// Makes changes, in their order.
  ///
  /// @param now the lanes that were planned from
  Future<Void> write(
      Lease lease, Configuration configuration, List<Lane> now, List<LaneChange> changes) {
    Map<UUID, Lane> current = new HashMap<>();
    now.forEach(lane -> current.put(lane.id(), lane));
    Future<Void> written = Future.succeededFuture();
    for (List<LaneChange> part : parts(changes)) {
      written =
          written.compose(
              _ ->
                  leadership.transaction(
                      lease, connection -> write(connection, configuration, current, part)));
    }
    return written;
  }

  private Future<Void> write(
      SqlConnection connection,
      Configuration configuration,
      Map<UUID, Lane> current,
      List<LaneChange> part) {
    Future<Void> written = Future.succeededFuture();
    for (LaneChange change : part) {
      written =
          written.compose(
              _ ->
                  switch (change) {
                    case LaneChange.Place place -> place(connection, configuration, place);
                    case LaneChange.Split split -> split(connection, current, split);
                    case LaneChange.Hand hand -> hand(connection, current, hand);
                  });
    }
    return written;
  }

  private Future<Void> split(
      SqlConnection connection, Map<UUID, Lane> current, LaneChange.Split split) {
    Lane from = current.get(split.lane());
    if (from == null) {
      return Future.succeededFuture();
    }
    return lanes
        .leave(
            connection,
            from,
            split.tenants(),
            split.worker(),
            LaneKind.CATCH_UP,
            split.reason().toString())
        .map(
            left -> {
              if (left.isPresent()) {
                current.put(from.id(), without(from, split.tenants()));
              }
              return null;
            });
  }

  private Future<Void> hand(
      SqlConnection connection, Map<UUID, Lane> current, LaneChange.Hand hand) {
    Lane lane = current.get(hand.lane());
    return lane == null
        ? Future.succeededFuture()
        : lanes.hand(connection, lane, hand.worker(), hand.reason().toString()).mapEmpty();
  }

  /// The lane as {@link Lanes#leave} left it.
  private static Lane without(Lane lane, Set<TenantId> gone) {
    Set<TenantId> left = new HashSet<>(lane.tenants());
    left.removeAll(gone);
    return new Lane(
        lane.id(),
        lane.network(),
        lane.kind(),
        lane.worker(),
        lane.seq(),
        lane.end(),
        lane.configVersion(),
        lane.epoch() + 1,
        lane.version() + 1,
        lane.reason(),
        left);
  }

  /// All begin where the first of them became known: for the others, what comes before knows
  /// nothing of them.
  private Future<Void> place(
      SqlConnection connection, Configuration configuration, LaneChange.Place place) {
    var network = configuration.networks().get(place.network());
    if (network == null) {
      return Future.succeededFuture();
    }
    NetworkId id = place.network();
    return entries
        .hold(connection, id)
        .compose(
            _ ->
                configurations.firstActive(
                    connection, place.tenants(), network.definition().slug()))
        .compose(version -> positions.of(connection, id, version.orElse(configuration.version())))
        .compose(
            seq ->
                lanes.place(
                    connection,
                    place.tenants(),
                    id,
                    place.worker(),
                    seq,
                    place.reason().toString()))
        .mapEmpty();
  }

  /// To place tenants waits for whoever shortens the log. What changes hands, such as the lanes of
  /// a dead worker, neither waits for that nor is undone by it.
  private static List<List<LaneChange>> parts(List<LaneChange> changes) {
    List<List<LaneChange>> parts = new ArrayList<>();
    List<LaneChange> part = new ArrayList<>();
    int size = 0;
    for (LaneChange change : changes.stream().flatMap(LaneWriter::inParts).toList()) {
      int more =
          change instanceof LaneChange.Place place ? place.tenants().size() : PLACES / CHANGES;
      boolean isFull = size + more > PLACES;
      if (!part.isEmpty() && (isFull || isPlace(change) != isPlace(part.getLast()))) {
        parts.add(part);
        part = new ArrayList<>();
        size = 0;
      }
      part.add(change);
      size += more;
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private static boolean isPlace(LaneChange change) {
    return change instanceof LaneChange.Place;
  }

  private static Stream<LaneChange> inParts(LaneChange change) {
    if (!(change instanceof LaneChange.Place place) || place.tenants().size() <= PLACES) {
      return Stream.of(change);
    }
    List<TenantId> tenants =
        place.tenants().stream().sorted(Comparator.comparing(TenantId::value)).toList();
    return IntStream.iterate(0, start -> start < tenants.size(), start -> start + PLACES)
        .mapToObj(start -> tenants.subList(start, Math.min(start + PLACES, tenants.size())))
        .map(
            some ->
                new LaneChange.Place(
                    place.network(), Set.copyOf(some), place.worker(), place.reason()));
  }
}
