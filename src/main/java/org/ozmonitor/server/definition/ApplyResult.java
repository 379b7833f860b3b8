package org.ozmonitor.server.definition;

import java.util.List;
import org.ozmonitor.core.problem.Problem;

/// What a configuration tree changed. Immutable.
///
/// @param version the newest version: a new one when something changed
/// @param begun revisions that began
/// @param ended entities that ended
/// @param complete whether the configuration is now what the tree says; if not, apply it again
/// @param problems what of the tree was left out, for what others have or the tenant may not have
public record ApplyResult(
    long version, int begun, int ended, boolean complete, List<Problem> problems) {
  public ApplyResult {
    problems = List.copyOf(problems);
  }

  /// The result of a tree that was taken as it is.
  public ApplyResult(long version, int begun, int ended, boolean complete) {
    this(version, begun, ended, complete, List.of());
  }

  public boolean changed() {
    return begun + ended > 0;
  }

  /// This result of a later part, with what an earlier one did.
  ApplyResult after(ApplyResult earlier) {
    return new ApplyResult(
        version, begun + earlier.begun(), ended + earlier.ended(), complete, problems);
  }

  ApplyResult with(List<Problem> others) {
    return new ApplyResult(version, begun, ended, complete, others);
  }
}
