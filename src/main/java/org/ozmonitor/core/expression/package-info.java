/// The filter expressions of monitors: text becomes tokens, tokens a tree, and the tree is
/// evaluated against the decoded parameters of each candidate.
///
/// Entry points: [org.ozmonitor.core.expression.ExpressionParser] and
/// [org.ozmonitor.core.expression.ExpressionEvaluator]. The language, its comparison rules and its
/// error classes are those of OpenZeppelin Monitor for EVM, odd corners included, because a monitor
/// that moves here must match what it matched before. It is a superset: what upstream refuses, by
/// grammar or by kind, may have an answer. Text, nesting and the depth of parameter values are
/// limited. Everything here is immutable or confined to one call.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.expression;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
