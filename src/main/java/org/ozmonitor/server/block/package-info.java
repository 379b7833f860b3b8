/// What watching and working share: the block log, the block store, the topics about blocks.
///
/// {@link BlockLog} owns the table `block_log`: what happened on a chain, in order, by reference.
/// {@link BlockStore} answers with the bytes a node sent for one block: from memory, else from
/// Redis
/// ({@link SharedCache}), else from the network's owner over the event bus, else from the chain.
/// Hints say that there is more to read;
/// readers poll as well.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.block;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
