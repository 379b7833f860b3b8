package org.ozmonitor.server.rpc;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/// What the clients of all networks share. Immutable.
///
/// @param nanoTime a monotonic clock
/// @param jitter a random number from zero to its argument
record RpcParts(
    Vertx vertx,
    HttpClient http,
    RpcSettings settings,
    LongSupplier nanoTime,
    LongUnaryOperator jitter) {}
