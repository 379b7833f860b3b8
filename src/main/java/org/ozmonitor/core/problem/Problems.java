package org.ozmonitor.core.problem;

import java.util.ArrayList;
import java.util.List;

/// Collects the problems of one validation run, in the order in which they were found. Confined to
/// one thread.
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  /// Records an error: the input at `place` is refused.
  public void error(String place, String rule, String message) {
    found.add(new Problem(Problem.Severity.ERROR, place, rule, message));
  }

  /// Records a warning: the input is accepted, but a person should look.
  public void warning(String place, String rule, String message) {
    found.add(new Problem(Problem.Severity.WARNING, place, rule, message));
  }

  /// Records an error unless `holds`.
  public void require(boolean holds, String place, String rule, String message) {
    if (!holds) {
      error(place, rule, message);
    }
  }

  /// Adds all problems of another run.
  public void addAll(List<Problem> others) {
    found.addAll(others);
  }

  /// All problems found so far.
  public List<Problem> all() {
    return List.copyOf(found);
  }

  /// Only what refuses the input.
  public List<Problem> errors() {
    return found.stream().filter(p -> p.severity() == Problem.Severity.ERROR).toList();
  }

  /// Only what does not refuse the input.
  public List<Problem> warnings() {
    return found.stream().filter(p -> p.severity() == Problem.Severity.WARNING).toList();
  }

  public boolean hasErrors() {
    return found.stream().anyMatch(p -> p.severity() == Problem.Severity.ERROR);
  }
}
