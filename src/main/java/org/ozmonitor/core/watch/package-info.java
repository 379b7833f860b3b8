/// What the watcher of a network decides: which blocks to fetch next, which entries to append to
/// the block log, and what to do when the chain reorganises.
///
/// Pure: arguments in, decision out. `server.watch` acts upon it.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.watch;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
