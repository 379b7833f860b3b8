package org.ozmonitor.system.campaign;

import java.time.Duration;

/// What one campaign is: with the same settings the same faults are planned for the same times.
/// Immutable.
///
/// @param faultsFor how long faults happen, at least 20 s; starting and draining come on top
/// @param nodes processes, 1 to 9
/// @param tenants each with a configuration tree of its own, 1 to 50
/// @param monitors of each tenant at the start, 4 to 500
/// @param faults which ones
record CampaignSettings(
    long seed, Duration faultsFor, int nodes, int tenants, int monitors, Faults faults) {
  static final int NETWORKS = 2;

  /// What happens to the cluster.
  enum Faults {
    ALL,

    /// Nodes that see each other are killed and terminated, one at a time, beside what chains and
    /// endpoints do every day: for measuring how long a takeover takes.
    STOPS
  }

  CampaignSettings(long seed, Duration faultsFor, int nodes, int tenants, int monitors) {
    this(seed, faultsFor, nodes, tenants, monitors, Faults.ALL);
  }

  CampaignSettings {
    require(faultsFor.toSeconds() >= 20, "a campaign takes at least 20s");
    require(nodes >= 1 && nodes <= 9, "1 to 9 nodes");
    require(tenants >= 1 && tenants <= 50, "1 to 50 tenants");
    require(monitors >= 4 && monitors <= 500, "4 to 500 monitors of each tenant");
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }
}
