package org.ozmonitor.server.watch;

import java.util.function.BooleanSupplier;
import org.ozmonitor.server.cluster.Lease;

/// A lease under which a network is watched.
///
/// @param isHeld whether it is still held by this node's own clock
record Holding(Lease lease, BooleanSupplier isHeld) {}
