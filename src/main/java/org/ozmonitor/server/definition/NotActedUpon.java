package org.ozmonitor.server.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.problem.Problems;

/// Says by name which fields are parsed and kept but have no effect yet: one warning per field, not
/// one per file. Pure.
final class NotActedUpon {
  private static final int NAMES_SHOWN = 5;

  private NotActedUpon() {}

  static void report(ConfigurationTree tree, Set<ChainKind> available, Problems problems) {
    reportNetworks(tree.networks(), available, problems);
  }

  private static void reportNetworks(
      List<TreeEntry<Network>> networks, Set<ChainKind> available, Problems problems) {
    warn(
        problems,
        "network.chain.not_available",
        "network_type",
        sources(networks, network -> !available.contains(network.chain())),
        "chain not available, its blocks are not read");
    warn(
        problems,
        "network.max_past_blocks.not_acted_upon",
        "max_past_blocks",
        sources(
            networks, network -> network.maxPastBlocks().isPresent() && !network.skipWhenBehind()),
        "no block is skipped after downtime unless skip_when_behind is true");
  }

  private static <T> List<String> sources(List<TreeEntry<T>> entries, Predicate<T> uses) {
    List<String> sources = new ArrayList<>();
    for (TreeEntry<T> entry : entries) {
      if (uses.test(entry.definition())) {
        sources.add(entry.source());
      }
    }
    return sources.stream().distinct().toList();
  }

  private static void warn(
      Problems problems, String rule, String field, List<String> sources, String instead) {
    if (sources.isEmpty()) {
      return;
    }
    String shown = String.join(", ", sources.subList(0, Math.min(NAMES_SHOWN, sources.size())));
    int more = sources.size() - NAMES_SHOWN;
    problems.warning(
        shown + (more > 0 ? " and %d more".formatted(more) : ""),
        rule,
        "%s is not acted upon yet: %s".formatted(field, instead));
  }
}
