package org.ozmonitor.server.definition;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantLimit;
import org.ozmonitor.server.definition.RevisionPlan.EntityKey;
import org.ozmonitor.server.definition.RevisionPlan.Kind;
import org.ozmonitor.server.definition.RevisionPlan.Last;

/// What of a tree its tenant may have beside all others: networks that nobody defines otherwise,
/// and as many monitors as it is allowed. Pure.
///
/// @param tree without what is refused
/// @param problems one for each network and monitor that is refused for itself
record TreeAdmission(ConfigurationTree tree, List<Problem> problems) {
  /// What is there already.
  ///
  /// @param last revisions of the tenant, and of the platform's networks
  /// @param others who else defines the networks of the tree, and how
  record Present(Map<EntityKey, Last> last, Map<UUID, List<NetworkClaims.Other>> others) {}

  static TreeAdmission of(Tenant tenant, ConfigurationTree tree, Present present, ApplyMode mode) {
    var problems = new Problems();
    ConfigurationTree shared = withoutConflicts(tree, present, problems);
    ConfigurationTree admitted = withinQuota(tenant, shared, present.last(), mode, problems);
    return new TreeAdmission(admitted, problems.all());
  }

  private static ConfigurationTree withoutConflicts(
      ConfigurationTree tree, Present present, Problems problems) {
    Set<TreeEntry<Network>> refused = new HashSet<>();
    Set<TreeEntry<Monitor>> without = new HashSet<>();
    for (TreeEntry<Network> entry : tree.networks()) {
      UUID id = EntityIds.platformNetwork(entry.definition().slug()).value();
      Last now = present.last().get(new EntityKey(Kind.NETWORK, id));
      if (now != null && now.open() && now.digest().equals(entry.digest())) {
        continue;
      }
      present.others().getOrDefault(id, List.of()).stream()
          .filter(other -> other.claim().contradicts(entry.digest()))
          .findFirst()
          .ifPresent(
              other -> {
                refused.add(entry);
                List<TreeEntry<Monitor>> naming = naming(tree, entry.definition().slug());
                without.addAll(naming);
                problems.addAll(
                    List.of(
                        conflict(entry, other.claim().source(), other.tenant(), naming.size())));
              });
    }
    return tree.without(refused, without);
  }

  /// @param source where the network stands otherwise
  /// @param monitors how many name it
  static Problem conflict(TreeEntry<Network> entry, String source, String tenant, int monitors) {
    return new Problem(
        Problem.Severity.ERROR,
        entry.place().child("slug").toString(),
        "network.slug.conflict",
        ("defines \"%s\" otherwise than %s of the tenant %s does; networks are shared, so all must"
                + " define it alike (%d monitors that name it are left out)")
            .formatted(entry.definition().slug(), source, tenant, monitors));
  }

  static List<TreeEntry<Monitor>> naming(ConfigurationTree tree, String slug) {
    return tree.monitors().stream()
        .filter(entry -> entry.definition().networks().contains(slug))
        .toList();
  }

  /// What is there already stays before what is new, in the order of the tree.
  private static ConfigurationTree withinQuota(
      Tenant tenant,
      ConfigurationTree tree,
      Map<EntityKey, Last> last,
      ApplyMode mode,
      Problems problems) {
    if (tenant.limits().maxMonitors().isEmpty()) {
      return tree;
    }
    int most = tenant.limits().maxMonitors().getAsInt();
    Set<EntityKey> named = new HashSet<>();
    tree.monitors().forEach(entry -> named.add(key(tenant, entry)));
    long there =
        last.entrySet().stream()
            .filter(it -> it.getKey().kind() == Kind.MONITOR && it.getValue().open())
            .filter(it -> named.contains(it.getKey()) || stays(it.getValue(), tree, mode))
            .count();
    Set<TreeEntry<Monitor>> refused = new HashSet<>();
    for (TreeEntry<Monitor> entry : tree.monitors()) {
      Last before = last.get(key(tenant, entry));
      if ((before == null || !before.open()) && ++there > most) {
        refused.add(entry);
        problems.error(
            entry.place().toString(),
            "monitor." + TenantLimit.MAX_MONITORS.word(),
            "is one more than the %d monitors that the tenant %s may have (%s)"
                .formatted(most, tenant.slug(), TenantLimit.MAX_MONITORS.word()));
      }
    }
    return tree.without(Set.of(), refused);
  }

  private static boolean stays(Last last, ConfigurationTree tree, ApplyMode mode) {
    @Nullable String source = last.source();
    return switch (mode) {
      case TREE -> source == null || tree.keeps(source);
      case ADD -> true;
      case REPLACE -> false;
    };
  }

  private static EntityKey key(Tenant tenant, TreeEntry<Monitor> entry) {
    return new EntityKey(Kind.MONITOR, EntityIds.monitor(tenant.id(), entry.definition().name()));
  }
}
