package org.ozmonitor.server.definition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.ozmonitor.core.problem.Problem;

/// What is wrong with one tree: what its files say, and what came of them. Each problem is logged
/// once, all are told. Confined to one context.
final class TreeProblems {
  private final TenantTree tree;
  private final DefinitionLog log;
  private final Consumer<List<Problem>> listener;
  private List<Problem> ofFiles = List.of();
  private List<Problem> ofImport = List.of();
  private Set<Problem> known = Set.of();

  TreeProblems(TenantTree tree, DefinitionLog log, Consumer<List<Problem>> listener) {
    this.tree = tree;
    this.log = log;
    this.listener = listener;
  }

  void read(List<Problem> problems) {
    ofFiles = problems;
    tell();
  }

  void imported(List<Problem> problems) {
    if (!problems.equals(ofImport)) {
      ofImport = problems;
      tell();
    }
  }

  /// Whether something was left out that may be taken in although no file changes.
  boolean mayPass() {
    return !ofImport.isEmpty();
  }

  private void tell() {
    List<Problem> all = new ArrayList<>(tree.named(ofFiles));
    all.addAll(tree.named(ofImport));
    log.problems(all.stream().filter(problem -> !known.contains(problem)).toList());
    known = new HashSet<>(all);
    listener.accept(List.copyOf(all));
  }
}
