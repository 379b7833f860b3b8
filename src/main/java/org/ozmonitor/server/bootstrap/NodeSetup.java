package org.ozmonitor.server.bootstrap;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ozmonitor.server.config.Role;
import org.ozmonitor.server.config.ServerConfig;
import org.ozmonitor.server.definition.TenantTree;

/// What a node is asked to be. Immutable.
///
/// @param roles what it does; never empty
/// @param clustered whether it joins the Hazelcast cluster
/// @param trees configuration trees in the form of OpenZeppelin Monitor, one a tenant
/// @param vertxOptions for `new VertxOptions(JsonObject)`
/// @param notActedUpon settings that were given and that nothing acts upon yet, by key
/// @param superseded told when another process has started under the same node id: this one must
/// end
/// @param outdated told when the schema of the database has become too new for this node: it must
/// end
record NodeSetup(
    ServerConfig config,
    Set<Role> roles,
    boolean clustered,
    List<TenantTree> trees,
    Optional<JsonObject> vertxOptions,
    List<String> notActedUpon,
    Runnable superseded,
    Runnable outdated) {
  NodeSetup {
    roles = Set.copyOf(roles);
    trees = List.copyOf(trees);
    notActedUpon = List.copyOf(notActedUpon);
  }
}
