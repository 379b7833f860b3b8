package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.server.definition.NetworkClaims.Claim;
import org.ozmonitor.server.definition.NetworkClaims.Other;
import org.ozmonitor.server.definition.RevisionPlan.Desired;
import org.ozmonitor.server.definition.RevisionPlan.EntityKey;
import org.ozmonitor.server.definition.RevisionPlan.Kind;
import org.ozmonitor.server.definition.RevisionPlan.Last;
import org.ozmonitor.server.secret.DocumentSeal;

/// Makes the valid part of a tree the configuration of a tenant, as far as it may have it, in one
/// transaction of the caller. Networks belong to all who define them: the tree ends one only if
/// nobody else does, and changes one only if nobody else wants it otherwise. Used once.
final class TreeTransaction {
  /// Files of a tree where networks stand.
  private static final String NETWORK_FILES = TreeFiles.NETWORKS + "/";

  /// Marks what no tree holds.
  private static final String IMPORTED = "imported";

  private final SqlConnection connection;
  private final Tenant tenant;
  private final ApplyMode mode;
  private final Revisions revisions;
  private final NetworkClaims claims = new NetworkClaims();

  TreeTransaction(SqlConnection connection, Tenant tenant, ApplyMode mode, DocumentSeal seal) {
    this.connection = connection;
    this.tenant = tenant;
    this.mode = mode;
    this.revisions = new Revisions(connection, tenant.id(), seal);
  }

  /// What is there before the tree is.
  private record Before(
      Map<EntityKey, Last> last, Map<UUID, Claim> own, Map<UUID, List<Other>> others) {}

  /// The last statement is the one that raises the version.
  ///
  /// @param head the version, locked in this transaction
  /// @param characters of all documents that begin together
  Future<ApplyResult> run(ConfigurationTree tree, long head, int mostRevisions, long characters) {
    return before(tree)
        .compose(
            before -> {
              var present = new TreeAdmission.Present(before.last(), before.others());
              TreeAdmission admission = TreeAdmission.of(tenant, tree, present, mode);
              RevisionPlan plan = plan(admission.tree(), before);
              RevisionPlan part =
                  withoutShared(plan, before.others()).limitedTo(mostRevisions, characters);
              Set<UUID> given = part.complete() ? networks(plan.ended()) : Set.of();
              // What is defined no more may be needed still.
              Map<UUID, Claim> left = new HashMap<>(before.own());
              left.keySet().removeAll(given);
              return claims
                  .remove(connection, tenant.id(), given)
                  .compose(_ -> claims.put(connection, tenant.id(), claimed(tree, left)))
                  .compose(_ -> revisions.write(part, head))
                  .map(result -> result.with(admission.problems()));
            });
  }

  private Future<Before> before(ConfigurationTree tree) {
    return revisions
        .last()
        .compose(
            last ->
                claims
                    .of(connection, tenant.id())
                    .compose(
                        own -> {
                          Set<UUID> ids = new HashSet<>(own.keySet());
                          claimed(tree, own).forEach(claim -> ids.add(claim.network()));
                          return claims
                              .ofOthers(connection, tenant.id(), ids)
                              .map(others -> new Before(last, own, others));
                        }));
  }

  private RevisionPlan plan(ConfigurationTree admitted, Before before) {
    List<Desired> desired = RevisionPlan.desired(tenant.id(), admitted);
    return switch (mode) {
      case TREE -> RevisionPlan.plan(desired, known(before), admitted::keeps);
      case ADD, REPLACE -> {
        List<Desired> imported = desired.stream().map(Desired::withoutSource).toList();
        yield RevisionPlan.plan(imported, known(before), _ -> false).withoutMoves();
      }
    };
  }

  /// What is there, with the sources by which a plan tells what may end.
  private Map<EntityKey, Last> known(Before before) {
    Map<EntityKey, Last> known = new HashMap<>();
    before
        .last()
        .forEach(
            (key, last) -> {
              boolean isNetwork = key.kind() == Kind.NETWORK;
              @Nullable Claim claim = isNetwork ? before.own().get(key.id()) : null;
              @Nullable String source = isNetwork ? fileOf(claim) : last.source();
              boolean isOurs = !isNetwork || claim != null;
              known.put(
                  key,
                  last.withSource(
                      switch (mode) {
                        case TREE -> source;
                        case ADD -> null;
                        case REPLACE -> isOurs ? IMPORTED : null;
                      }));
            });
    return known;
  }

  private static @Nullable String fileOf(@Nullable Claim claim) {
    return claim != null && claim.source().startsWith(NETWORK_FILES) ? claim.source() : null;
  }

  /// What the tree defines, and what its monitors need besides: a network does not end while
  /// somebody needs it.
  private List<Claim> claimed(ConfigurationTree tree, Map<UUID, Claim> own) {
    Map<UUID, Claim> claimed = new HashMap<>();
    tree.networks().stream().map(this::claim).forEach(it -> claimed.put(it.network(), it));
    for (TreeEntry<Monitor> monitor : tree.monitors()) {
      for (String slug : monitor.definition().networks()) {
        UUID id = EntityIds.platformNetwork(slug).value();
        if (!own.containsKey(id)) {
          claimed.putIfAbsent(id, new Claim(id, null, IMPORTED + " " + monitor.source()));
        }
      }
    }
    return List.copyOf(claimed.values());
  }

  private Claim claim(TreeEntry<Network> entry) {
    return new Claim(
        EntityIds.platformNetwork(entry.definition().slug()).value(),
        entry.digest(),
        mode == ApplyMode.TREE ? entry.source() : IMPORTED + " " + entry.source());
  }

  private static RevisionPlan withoutShared(RevisionPlan plan, Map<UUID, List<Other>> others) {
    return plan.withEnded(
        plan.ended().stream()
            .filter(key -> key.kind() != Kind.NETWORK || !others.containsKey(key.id()))
            .toList());
  }

  private static Set<UUID> networks(List<EntityKey> keys) {
    return keys.stream()
        .filter(key -> key.kind() == Kind.NETWORK)
        .map(EntityKey::id)
        .collect(Collectors.toSet());
  }
}
