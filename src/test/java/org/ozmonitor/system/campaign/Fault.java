package org.ozmonitor.system.campaign;

import org.ozmonitor.server.demo.Lies.Lie;

/// One thing that a campaign does to the cluster, its surroundings or its configuration. Nodes,
/// networks, tenants and monitors are counted from 0. Immutable.
sealed interface Fault {
  /// No fault: the plan stands still until all nodes are ready, at most 30 s, so that what follows
  /// hits a cluster that works. On a slow machine all later faults come so much later.
  record Settle() implements Fault {}

  /// `kill -9`.
  record Kill(int node) implements Fault {}

  /// SIGTERM.
  record Terminate(int node) implements Fault {}

  /// Starts a node that was killed or terminated.
  record Start(int node, Link link) implements Fault {}

  /// SIGSTOP.
  record Freeze(int node) implements Fault {}

  /// SIGCONT.
  record Thaw(int node) implements Fault {}

  /// A fast shutdown of PostgreSQL.
  record StopDatabase() implements Fault {}

  /// `kill -9` of the server of PostgreSQL.
  record CrashDatabase() implements Fault {}

  record StartDatabase() implements Fault {}

  /// SIGSTOP to all processes of PostgreSQL.
  record FreezeDatabase() implements Fault {}

  record ThawDatabase() implements Fault {}

  /// Ends every connection to PostgreSQL, in the middle of whatever it does.
  record CutConnections() implements Fault {}

  /// For good.
  record KillRedis() implements Fault {}

  /// Beside those that a chain has by itself.
  ///
  /// @param depth blocks, at least 1
  record Reorganise(int network, int depth) implements Fault {}

  /// From now on the network's endpoint tells this lie, and the everyday ones.
  ///
  /// @param probability from 0 to 1
  record Lying(int network, Lie lie, double probability) implements Fault {}

  /// Back to everyday lies.
  record Honest(int network) implements Fault {}

  /// A file of a tenant's tree changes.
  record Configure(int tenant, Change change) implements Fault {}

  /// Which other nodes a node sees: those of the same cluster name.
  enum Link {
    FIRST_CLUSTER,
    SECOND_CLUSTER,
    ALONE
  }

  /// What becomes of a monitor, or of its file. Immutable.
  sealed interface Change {
    /// Counts a tenant's monitors; of one that is added the next number.
    int monitor();

    record Pause(int monitor) implements Change {}

    record Resume(int monitor) implements Change {}

    /// Another bound, so that this share of transactions matches.
    ///
    /// @param share in thousandths, 1 to 1000
    record Rescale(int monitor, int share) implements Change {}

    record Add(int monitor) implements Change {}

    record Remove(int monitor) implements Change {}

    /// Another file name, the same document.
    record Rename(int monitor) implements Change {}
  }

  /// Whether a takeover that is under way cannot be measured any more.
  default boolean disturbsTakeovers() {
    return switch (this) {
      case Kill _, Terminate _, Freeze _ -> true;
      case StopDatabase _, CrashDatabase _, StartDatabase _ -> true;
      case FreezeDatabase _, ThawDatabase _, CutConnections _ -> true;
      case Settle _, Start _, Thaw _, KillRedis _ -> false;
      case Reorganise _, Lying _, Honest _, Configure _ -> false;
    };
  }
}
