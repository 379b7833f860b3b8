/// The operator's settings: a tree of records, {@link ServerConfig}, read once at start by
/// {@link ConfigLoader} from files, environment and flags, and handed down in the smallest piece
/// that suffices. Immutable, except {@link Settings}, which is confined to one reading.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
