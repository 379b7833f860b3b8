/// What users write: networks, monitors, triggers, in the terms of OpenZeppelin Monitor, after
/// parsing.
///
/// Immutable values. Documents are turned into them by `server.codec`; ids are derived here ({@link
/// EntityIds}).
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.definition;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
