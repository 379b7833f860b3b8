package org.ozmonitor.server.bootstrap;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Membership;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.cluster.Workers;
import org.ozmonitor.server.config.ServerConfig;
import org.ozmonitor.server.management.Readiness;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.secret.DocumentSeal;
import org.ozmonitor.server.telemetry.NodeMetrics;

/// What all features of a node stand on. Immutable.
///
/// @param id the node's id, under which it holds leases and works
/// @param seal encrypts the secrets of stored documents
/// @param health what the process knows of its load
/// @param operations what operators ask for
record Ground(
    ServerConfig config,
    String id,
    Vertx vertx,
    PrometheusMeterRegistry registry,
    Database database,
    DocumentSeal seal,
    Topics topics,
    Leases leases,
    LeaseTimes leaseTimes,
    Workers workers,
    Membership membership,
    Readiness readiness,
    NodeMetrics health,
    NodeOperations operations) {}
