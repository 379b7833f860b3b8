package org.ozmonitor.server.balance;

import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Workers;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.work.Lanes;

/// What the load balancer works with. Immutable, thread-safe.
record BalanceParts(
    Database database,
    Leases leases,
    Workers workers,
    Lanes lanes,
    Assignments assignments,
    BalanceRequests requests,
    ConfigurationLog configurations,
    StartingPositions positions,
    RecentMatches recentMatches,
    BalanceReport report) {}
