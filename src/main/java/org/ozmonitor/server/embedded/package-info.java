/// What all servers that travel in the jar need: who uses a directory, ports, files that only we
/// may read. Blocks.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.embedded;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
