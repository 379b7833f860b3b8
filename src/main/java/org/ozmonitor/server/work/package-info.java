/// Evaluates blocks: each worker walks the block log along its lanes and commits progress, matches
/// and deliveries together.
///
/// {@link WorkModule} wires it, {@link WorkerPoolVerticle} runs the lanes of one worker, {@link
/// LaneRunner} walks one. {@link Lanes}, {@link Matches} and {@link EvaluationErrors} own their
/// tables; their methods take the open transaction. Decoding and matching leave the event loop, all
/// else stays on the verticle's context.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.work;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
