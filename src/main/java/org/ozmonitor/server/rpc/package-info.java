/// How the house asks chains: one client per network ({@link ChainClient}, made by
/// {@link ChainClients}), over a table of endpoints with an end to every loop. An endpoint that
/// says
/// `ws://` or `wss://` tells of new heads, as hints; everything else is asked over HTTP.
///
/// What an endpoint sends is kept as it is: payloads are the node's own bytes, cut out of its
/// answers. An answer that is null, empty or does not belong together is a failure of the endpoint.
/// URLs may hold keys: they are never logged, and never part of an exception.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.rpc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
