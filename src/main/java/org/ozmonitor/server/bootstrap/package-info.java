/// The composition root: {@link Main} reads the command line ({@link CommandLine}) into a
/// {@link Command} and runs it. Nothing imports this package.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.bootstrap;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
