package org.ozmonitor.server.status;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The cluster as the database knew it at one moment. Immutable.
///
/// @param at by the clock of the database
/// @param configVersion the newest version of the configuration
/// @param leases of networks and of the house, by name
/// @param lanes the one that is furthest behind first
/// @param breakers of tenants that are not closed
public record ClusterStatus(
    OffsetDateTime at,
    long configVersion,
    Page<Node> nodes,
    Page<Lease> leases,
    Page<Lane> lanes,
    Page<Breaker> breakers,
    Tenants tenants,
    Troubles troubles) {
  /// Counting ends here: a report must not read a table of millions.
  public static final int MOST_COUNTED = 100_000;

  /// Something that works, or did.
  ///
  /// @param state as it said last, or `silent` when it has given no sign of life for too long
  /// @param roles what it was started for, or does
  /// @param epoch of a worker, rises with each start; 0 for others
  /// @param silence since its last sign of life; empty: unknown
  /// @param version of the program; empty: unknown
  /// @param healthy whether it is within bounds, by its own word; empty: unknown
  /// @param missing what keeps it from being ready, by name
  /// @param numbers what it said last about itself
  public record Node(
      String id,
      String state,
      Set<String> roles,
      long epoch,
      Optional<Duration> silence,
      Optional<String> version,
      Optional<Boolean> healthy,
      JsonObject missing,
      JsonObject numbers) {
    public static final String SILENT = "silent";

    public Node {
      roles = Set.copyOf(roles);
    }

    Node with(Set<String> others) {
      return new Node(id, state, others, epoch, silence, version, healthy, missing, numbers);
    }
  }

  /// Who owns what.
  ///
  /// @param network slug, where the lease is that of a network
  /// @param owner empty: released
  /// @param silence since the owner's last sign of life; empty: unknown
  /// @param seq the end of the network's log
  /// @param height of the last block in it; empty: none yet
  /// @param head height up to which blocks count, as the owner last saw it; empty: unknown
  public record Lease(
      String name,
      Optional<String> network,
      Optional<String> owner,
      long epoch,
      Optional<Duration> silence,
      long seq,
      OptionalLong height,
      OptionalLong head) {
    /// Blocks that count and are not in the log; empty when either end is unknown.
    public OptionalLong behind() {
      return ClusterStatus.behind(head, height);
    }
  }

  /// A circuit breaker that keeps a tenant apart.
  ///
  /// @param guards what it guards: a network's evaluation, or scripts
  /// @param state `open` or `half_open`
  /// @param openings how often it has opened
  /// @param reason the failure that opened it last
  /// @param node that said so
  public record Breaker(
      String tenant,
      String guards,
      String state,
      long openings,
      String reason,
      String node,
      OffsetDateTime changedAt) {}

  /// How many there are.
  ///
  /// @param served active ones and those on trial
  /// @param notServed suspended and inactive ones
  /// @param unassigned those that fit on no worker
  public record Tenants(long served, long notServed, long unassigned) {}

  /// A position in the log of a network.
  ///
  /// @param network slug, or the id of a network that is gone
  /// @param worker empty: nobody walks it
  /// @param kind what it is for: `main`, `catch_up`, `parked`, `replay`, `back_fill`
  /// @param end of the log, or of what it is to walk
  /// @param height of the last block that it has passed; empty: none yet
  /// @param head as {@link Lease#head}
  /// @param reason why it is where it is
  public record Lane(
      String id,
      String network,
      Optional<String> worker,
      String kind,
      long tenants,
      long epoch,
      long seq,
      long end,
      OptionalLong height,
      OptionalLong head,
      String reason) {
    /// Entries of the log that it has not passed.
    public long lag() {
      return Math.max(0, end - seq);
    }

    /// Blocks that count and that it has not passed; empty when either end is unknown.
    public OptionalLong behind() {
      return ClusterStatus.behind(head, height);
    }
  }

  /// What somebody may have to look at. Numbers end at {@link #MOST_COUNTED}.
  ///
  /// @param unfinished deliveries that wait or are on their way
  /// @param oldestDue how long the longest due one has been due
  /// @param deadLetters deliveries that were given up
  /// @param evaluationErrors monitors that could not be evaluated at some entry
  /// @param lastError when the last of them was recorded
  /// @param missedBlocks ranges that are still missing or were given up
  /// @param disabledEndpoints triggers whose receiver is gone (410)
  public record Troubles(
      long unfinished,
      Duration oldestDue,
      long deadLetters,
      long evaluationErrors,
      Optional<OffsetDateTime> lastError,
      long missedBlocks,
      long disabledEndpoints) {}

  private static OptionalLong behind(OptionalLong head, OptionalLong height) {
    return head.isPresent() && height.isPresent()
        ? OptionalLong.of(Math.max(0, head.getAsLong() - height.getAsLong()))
        : OptionalLong.empty();
  }
}
