/// The simulated chain, a webhook receiver, and the oracle that judges what arrived.
///
/// {@link Simulator}, {@link Receiver} and {@link Oracle} can each be used alone; {@link Demo} ties
/// them to a running node. The oracle knows nothing of how the product matches: it applies plain
/// rules to the simulator's own transactions. Only `bootstrap` imports this package.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.demo;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
