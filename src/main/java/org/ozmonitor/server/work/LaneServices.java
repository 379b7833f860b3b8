package org.ozmonitor.server.work;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.LongSupplier;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.postgres.Database;

/// What every lane of a worker shares. Immutable, thread-safe.
///
/// @param outcomes is told what walks come to
/// @param nanoTime monotonic
record LaneServices(
    Vertx vertx,
    Database database,
    BlockLog blockLog,
    BlockPayloads payloads,
    RecentConfigurations configurations,
    List<ChainEngine> engines,
    LaneCommits commits,
    ReplayCommits replays,
    BlockOutcomes outcomes,
    LongSupplier nanoTime,
    WorkLog log,
    WorkMetrics metrics) {}
