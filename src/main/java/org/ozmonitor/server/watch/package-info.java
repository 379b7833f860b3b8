/// One watcher per network, on whichever node holds the network's lease: head, plan, fetch, verify,
/// append to the block log, hint.
///
/// {@link BlockWatcherVerticle} keeps a {@link WatchedNetwork} for each network with active
/// monitors; that one holds the lease and runs the cycles of a {@link BlockWatcher}, one after
/// another, on the verticle's context. Decisions are in `core.watch`.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.watch;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
