package org.ozmonitor.server.status;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Function;

/// A status as JSON: what `status --json` prints and `/api/v1/status` answers. What is unknown is
/// left out. Stateless.
public final class StatusJson {
  private StatusJson() {}

  public static JsonObject of(ClusterStatus status) {
    return new JsonObject()
        .put("at", status.at().toString())
        .put("config_version", status.configVersion())
        .put("nodes", page(status.nodes(), StatusJson::node))
        .put("leases", page(status.leases(), StatusJson::lease))
        .put("lanes", page(status.lanes(), StatusJson::lane))
        .put("breakers", page(status.breakers(), StatusJson::breaker))
        .put(
            "tenants",
            new JsonObject()
                .put("served", status.tenants().served())
                .put("not_served", status.tenants().notServed())
                .put("unassigned", status.tenants().unassigned()))
        .put("troubles", troubles(status.troubles()));
  }

  /// Rows, and whether there are more.
  public static <T> JsonObject page(Page<T> page, Function<T, JsonObject> json) {
    return new JsonObject().put("rows", rows(page.rows(), json)).put("more", page.more());
  }

  public static JsonObject node(ClusterStatus.Node node) {
    JsonObject json =
        new JsonObject()
            .put("id", node.id())
            .put("state", node.state())
            .put("roles", new JsonArray(List.copyOf(new TreeSet<>(node.roles()))))
            .put("epoch", node.epoch());
    putSeconds(json, "seen_seconds_ago", node.silence());
    node.version().ifPresent(version -> json.put("version", version));
    node.healthy().ifPresent(healthy -> json.put("healthy", healthy));
    if (!node.missing().isEmpty()) {
      json.put("missing", node.missing());
    }
    return node.numbers().isEmpty() ? json : json.put("numbers", node.numbers());
  }

  private static JsonObject lease(ClusterStatus.Lease lease) {
    JsonObject json = new JsonObject().put("name", lease.name()).put("epoch", lease.epoch());
    lease.owner().ifPresent(owner -> json.put("owner", owner));
    putSeconds(json, "seen_seconds_ago", lease.silence());
    lease
        .network()
        .ifPresent(
            network -> {
              json.put("network", network).put("seq", lease.seq());
              putNumber(json, "height", lease.height());
              putNumber(json, "head", lease.head());
              putNumber(json, "blocks_behind", lease.behind());
            });
    return json;
  }

  /// A lane, with what shows how far it has come.
  public static JsonObject lane(ClusterStatus.Lane lane) {
    JsonObject json = new JsonObject().put("id", lane.id()).put("network", lane.network());
    lane.worker().ifPresent(worker -> json.put("worker", worker));
    json.put("kind", lane.kind())
        .put("tenants", lane.tenants())
        .put("epoch", lane.epoch())
        .put("seq", lane.seq())
        .put("end", lane.end())
        .put("lag", lane.lag());
    putNumber(json, "blocks_behind", lane.behind());
    return json.put("reason", lane.reason());
  }

  private static JsonObject breaker(ClusterStatus.Breaker breaker) {
    return new JsonObject()
        .put("tenant", breaker.tenant())
        .put("guards", breaker.guards())
        .put("state", breaker.state())
        .put("openings", breaker.openings())
        .put("reason", breaker.reason())
        .put("node", breaker.node())
        .put("changed_at", breaker.changedAt().toString());
  }

  private static JsonObject troubles(ClusterStatus.Troubles troubles) {
    JsonObject json =
        new JsonObject()
            .put("unfinished_deliveries", troubles.unfinished())
            .put("oldest_due_seconds", troubles.oldestDue().toMillis() / 1000.0)
            .put("dead_letters", troubles.deadLetters())
            .put("evaluation_errors", troubles.evaluationErrors())
            .put("missed_block_ranges", troubles.missedBlocks())
            .put("disabled_endpoints", troubles.disabledEndpoints());
    troubles.lastError().map(OffsetDateTime::toString).ifPresent(at -> json.put("last_error", at));
    return json;
  }

  private static <T> JsonArray rows(List<T> rows, Function<T, JsonObject> json) {
    JsonArray array = new JsonArray();
    rows.forEach(row -> array.add(json.apply(row)));
    return array;
  }

  private static void putNumber(JsonObject json, String key, OptionalLong number) {
    if (number.isPresent()) {
      json.put(key, number.getAsLong());
    }
  }

  private static void putSeconds(JsonObject json, String key, Optional<Duration> duration) {
    duration.ifPresent(it -> json.put(key, it.toMillis() / 1000.0));
  }
}
