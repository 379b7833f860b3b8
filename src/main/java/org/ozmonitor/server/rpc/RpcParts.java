package org.ozmonitor.server.rpc;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.ozmonitor.server.outbound.AddressGuard;

/// What the clients of all networks share. Immutable.
///
/// @param guard says where connections may go
/// @param nanoTime a monotonic clock
/// @param jitter a random number from zero to its argument
/// @param redaction takes secrets out of what endpoints say
record RpcParts(
    Vertx vertx,
    HttpClient http,
    AddressGuard guard,
    RpcSettings settings,
    LongSupplier nanoTime,
    LongUnaryOperator jitter,
    UnaryOperator<String> redaction) {}
