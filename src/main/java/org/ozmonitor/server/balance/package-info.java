/// The load balancer: one leader decides which worker evaluates which tenant, and makes lanes
/// follow.
///
/// {@link BalanceModule} wires it, {@link LoadBalancerVerticle} drives it, {@link LoadBalancer} is
/// one cycle; what to change is decided in `core.balance`, and {@link StartingPositions} says where
/// a tenant begins. {@link PlanWriter} and {@link LaneWriter} write, under the lease
/// `load-balancer`; {@link BalanceReport} tells people. What operators want comes as {@link
/// BalanceRequests}.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.balance;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
