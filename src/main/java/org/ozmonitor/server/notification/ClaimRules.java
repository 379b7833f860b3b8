package org.ozmonitor.server.notification;

import java.util.Map;
import java.util.UUID;

/// What a node wants to claim: no more of a tenant or a trigger than it has room for, so that what
/// it could only give back keeps nobody else waiting. Immutable.
///
/// @param limit at least 1
/// @param perTenant of a tenant that `tenants` does not name
/// @param perTrigger of a trigger that `triggers` does not name
/// @param tenants room for each; none for 0
/// @param triggers room for each; none for 0
record ClaimRules(
    Kind kind,
    int limit,
    int perTenant,
    int perTrigger,
    Map<UUID, Integer> tenants,
    Map<UUID, Integer> triggers) {
  /// What is claimed: the column `priority`.
  enum Kind {
    FRESH((short) 0),
    REPLAY((short) 1);

    private final short priority;

    Kind(short priority) {
      this.priority = priority;
    }

    short priority() {
      return priority;
    }
  }

  ClaimRules {
    tenants = Map.copyOf(tenants);
    triggers = Map.copyOf(triggers);
  }

  /// Whatever is due.
  static ClaimRules any(int limit) {
    return new ClaimRules(Kind.FRESH, limit, limit, limit, Map.of(), Map.of());
  }
}
