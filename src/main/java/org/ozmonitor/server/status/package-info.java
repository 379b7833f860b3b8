/// What an operator sees of the cluster: nodes, leases, lanes and what went wrong, read from the
/// database alone, so that it can be read while no node runs. Entry points: {@link StatusReader},
/// {@link StatusJson}, {@link StatusText}.
///
/// Writes nothing and decides nothing. It is the one feature that reads the tables of others: a
/// report joins them, and each of their owners would have to know what a report wants.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.status;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
