package org.ozmonitor.server.cluster;

/// The right to act for something, held under one epoch. Immutable. The epoch is the fencing token:
/// each transaction with side effects locks the lease's row with owner and epoch first.
///
/// @param name what is owned (`network:<id>`, `load-balancer`)
/// @param owner node id
/// @param epoch rises with each change of owner
public record Lease(String name, String owner, long epoch) {}
