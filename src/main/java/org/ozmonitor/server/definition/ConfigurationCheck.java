package org.ozmonitor.server.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;

/// Everything that can be said about a configuration tree without running it. Stateless.
public final class ConfigurationCheck {
  private ConfigurationCheck() {}

  /// All problems of a tree: of its files, of its monitors in the eyes of their chains, and what is
  /// not acted upon yet.
  public static List<Problem> check(ConfigurationTree tree, List<ChainEngine> engines) {
    return check(tree, Map.of(), engines);
  }

  /// As {@link #check(ConfigurationTree, List)}.
  ///
  /// @param others networks that monitors may name besides those of the tree, by slug
  static List<Problem> check(
      ConfigurationTree tree, Map<String, Network> others, List<ChainEngine> engines) {
    var problems = new Problems();
    problems.addAll(tree.problems());
    problems.addAll(byEngines(tree, others, tree.monitors(), engines));
    NotActedUpon.report(tree, chains(engines), problems);
    return problems.all();
  }

  /// Who defines a network first.
  private record Defined(String tenant, TreeEntry<Network> network) {}

  /// Networks that a tree defines otherwise than one before it.
  public static List<Problem> conflicts(SequencedMap<TenantTree, ConfigurationTree> trees) {
    Map<String, Defined> defined = new HashMap<>();
    List<Problem> found = new ArrayList<>();
    trees.forEach(
        (of, tree) -> {
          for (TreeEntry<Network> entry : tree.networks()) {
            String slug = entry.definition().slug();
            Defined first = defined.putIfAbsent(slug, new Defined(of.tenant(), entry));
            if (first != null && !first.network().digest().equals(entry.digest())) {
              int naming = TreeAdmission.naming(tree, slug).size();
              String source = first.network().source();
              found.addAll(
                  of.named(List.of(TreeAdmission.conflict(entry, source, first.tenant(), naming))));
            }
          }
        });
    return found;
  }

  /// What the engines say about some monitors of a tree.
  static List<Problem> byEngines(
      ConfigurationTree tree, List<TreeEntry<Monitor>> monitors, List<ChainEngine> engines) {
    return byEngines(tree, Map.of(), monitors, engines);
  }

  private static List<Problem> byEngines(
      ConfigurationTree tree,
      Map<String, Network> others,
      List<TreeEntry<Monitor>> monitors,
      List<ChainEngine> engines) {
    Map<String, ChainKind> chains = new HashMap<>();
    others.forEach((slug, network) -> chains.put(slug, network.chain()));
    tree.networks()
        .forEach(entry -> chains.put(entry.definition().slug(), entry.definition().chain()));
    var problems = new Problems();
    for (TreeEntry<Monitor> entry : monitors) {
      Set<ChainKind> named = new HashSet<>();
      for (String slug : entry.definition().networks()) {
        ChainKind chain = chains.get(slug);
        if (chain != null) {
          named.add(chain);
        }
      }
      engines.stream()
          .filter(engine -> named.contains(engine.chain()))
          .forEach(engine -> engine.check(entry.place().toString(), entry.definition(), problems));
    }
    return problems.all();
  }

  static Set<ChainKind> chains(List<ChainEngine> engines) {
    Set<ChainKind> chains = new HashSet<>();
    engines.forEach(engine -> chains.add(engine.chain()));
    return chains;
  }
}
