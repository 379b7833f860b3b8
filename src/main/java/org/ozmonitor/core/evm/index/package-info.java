/// How the index of an EVM network finds candidates without looking at the others: plans of
/// expressions, access predicates, and the tables that keep entries by them.
///
/// Entry points: {@link ExpressionPlanner} for one expression, {@link PredicateSet} for many
/// entries that ask for the same kind of log, call or transaction, {@link KeyTable} for the kinds.
/// Everything is immutable once it is built, except {@link WordCell}.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.evm.index;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
