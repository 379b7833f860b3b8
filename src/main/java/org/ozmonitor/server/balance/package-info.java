/// The load balancer: one leader decides which worker walks which lane.
///
/// {@link BalanceModule} wires it, {@link LoadBalancerVerticle} drives it, {@link LoadBalancer} is
/// one cycle; what to change is decided in `core.balance`, and {@link StartingPositions} says where
/// a tenant begins. Everything is written under the lease `load-balancer`.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.balance;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
