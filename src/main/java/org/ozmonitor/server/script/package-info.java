/// Runs scripts as processes of their own, within limits.
///
/// Entry point: {@link org.ozmonitor.server.script.ScriptRunner}. What a script is given and what
/// its answer means stands in {@link org.ozmonitor.core.script}. A process is started, fed and
/// watched by one thread of a bounded pool; nothing here runs on an event loop.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.script;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
