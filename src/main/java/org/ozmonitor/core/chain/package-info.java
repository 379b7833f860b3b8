/// What all chains share: references to blocks, kinds of chains, names of networks.
///
/// Imports no other package of the project. Everything here is immutable.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.chain;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
