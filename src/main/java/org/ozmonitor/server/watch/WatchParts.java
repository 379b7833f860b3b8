package org.ozmonitor.server.watch;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.block.BlockStore;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.rpc.ChainClients;

/// What watching needs of the house. Immutable.
///
/// @param database a pool of the engine's role
/// @param node the id under which leases are held
/// @param configuration the newest configuration that this node has loaded
/// @param clock for schedules and the names of files
/// @param nanoTime a monotonic clock
public record WatchParts(
    Vertx vertx,
    Database database,
    Leases leases,
    LeaseTimes leaseTimes,
    String node,
    Topics topics,
    BlockLog blockLog,
    BlockStore blockStore,
    ChainClients clients,
    Supplier<Configuration> configuration,
    LanePositions lanes,
    MonitorHistory history,
    FinalityDemand finalityDemand,
    WatchFiles files,
    InstantSource clock,
    LongSupplier nanoTime,
    MeterRegistry registry) {}
