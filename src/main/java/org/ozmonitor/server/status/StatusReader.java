package org.ozmonitor.server.status;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ozmonitor.core.balance.SystemMetrics;
import org.ozmonitor.server.status.ClusterStatus.Breaker;
import org.ozmonitor.server.status.ClusterStatus.Lane;
import org.ozmonitor.server.status.ClusterStatus.Lease;
import org.ozmonitor.server.status.ClusterStatus.Node;
import org.ozmonitor.server.status.ClusterStatus.Troubles;

/// Reads the status of the cluster, in a handful of statements. Stateless, thread-safe; works while
/// nodes run or not.
public final class StatusReader {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String NETWORK = "network:";
  private static final String LEADER = "load-balancer";

  private final SqlClient client;
  private final Duration timeToLive;

  /// @param client sees all tenants
  /// @param timeToLive who gives no sign of life for so long is silent
  public StatusReader(SqlClient client, Duration timeToLive) {
    this.client = client;
    this.timeToLive = timeToLive;
  }

  /// The status now; the parts are read one after another, so they may differ by a moment.
  ///
  /// @param limit rows of each part, at least 1
  public Future<ClusterStatus> read(int limit) {
    Future<List<Node>> workers = rows(StatusSql.NODES, limit, this::worker);
    Future<List<Lease>> leases =
        workers.compose(_ -> rows(StatusSql.LEASES, limit, StatusReader::lease));
    Future<List<Lane>> lanes =
        leases.compose(_ -> rows(StatusSql.LANES, limit, StatusReader::lane));
    Future<List<Breaker>> breakers =
        lanes.compose(_ -> rows(StatusSql.BREAKERS, limit, StatusReader::breaker));
    Future<Row> numbers = breakers.compose(_ -> numbers());
    return Future.all(workers, leases, lanes, breakers, numbers)
        .timeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .map(
            _ ->
                new ClusterStatus(
                    numbers.result().getOffsetDateTime("at"),
                    numbers.result().getLong("version"),
                    Page.of(nodes(workers.result(), leases.result()), limit),
                    Page.of(leases.result(), limit),
                    Page.of(lanes.result(), limit),
                    Page.of(breakers.result(), limit),
                    tenants(numbers.result()),
                    troubles(numbers.result())));
  }

  /// The cluster in a few numbers.
  public Future<SystemMetrics> summary() {
    return client
        .preparedQuery(StatusSql.SUMMARY)
        .execute(Tuple.of(timeToLive.toMillis() / 1000.0))
        .timeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .map(found -> summary(found.iterator().next()));
  }

  private static SystemMetrics summary(Row row) {
    double requests = row.getDouble("requests");
    return new SystemMetrics(
        row.getInteger("workers"),
        row.getLong("tenants"),
        row.getLong("monitors"),
        row.getDouble("rpc_rate"),
        requests == 0 ? 1 : row.getDouble("hits") / requests,
        row.getDouble("lag"),
        row.getLong("matches"));
  }

  private <T> Future<List<T>> rows(String statement, int limit, Function<Row, T> read) {
    return client
        .preparedQuery(statement)
        .execute(Tuple.of(limit + 1))
        .map(
            (RowSet<Row> found) -> {
              List<T> rows = new ArrayList<>(found.size());
              found.forEach(row -> rows.add(read.apply(row)));
              return rows;
            });
  }

  private Future<Row> numbers() {
    return client
        .preparedQuery(StatusSql.TROUBLES)
        .execute(Tuple.of(ClusterStatus.MOST_COUNTED))
        .map(found -> found.iterator().next());
  }

  /// What a node does shows in what it owns, too.
  private List<Node> nodes(List<Node> known, List<Lease> leases) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : known) {
      Set<String> roles = new TreeSet<>(node.roles());
      leases.stream()
          .filter(lease -> lease.owner().equals(Optional.of(node.id())))
          .flatMap(lease -> role(lease).stream())
          .forEach(roles::add);
      nodes.add(node.with(roles));
    }
    Set<String> ids = known.stream().map(Node::id).collect(Collectors.toSet());
    leases.stream()
        .flatMap(lease -> lease.owner().stream())
        .distinct()
        .filter(owner -> !ids.contains(owner))
        .forEach(owner -> nodes.add(owner(owner, leases)));
    return nodes;
  }

  /// A node of which only leases are known.
  private Node owner(String id, List<Lease> leases) {
    List<Lease> own =
        leases.stream().filter(lease -> lease.owner().equals(Optional.of(id))).toList();
    Optional<Duration> silence =
        own.stream().flatMap(lease -> lease.silence().stream()).min(Duration::compareTo);
    return new Node(
        id,
        state("running", silence),
        own.stream().flatMap(lease -> role(lease).stream()).collect(Collectors.toSet()),
        0,
        silence,
        Optional.empty(),
        Optional.empty(),
        new JsonObject(),
        new JsonObject());
  }

  private static Optional<String> role(Lease lease) {
    if (lease.name().startsWith(NETWORK)) {
      return Optional.of("block-watcher");
    }
    return lease.name().equals(LEADER) ? Optional.of(LEADER) : Optional.empty();
  }

  private Node worker(Row row) {
    Optional<Duration> asWorker = seconds(row, "worker_silence");
    Optional<Duration> asNode = seconds(row, "report_silence");
    boolean reportsStill =
        asNode.isPresent()
            && asNode.get().compareTo(seconds(row, "patience").orElse(timeToLive)) <= 0;
    boolean worksStill = asWorker.isPresent() && asWorker.get().compareTo(timeToLive) <= 0;
    boolean speaks = asWorker.isPresent() ? worksStill : reportsStill;
    String said = row.getString("state");
    return new Node(
        row.getString("id"),
        speaks || said.equals("stopped") ? said : Node.SILENT,
        Arrays.stream(row.getString("roles").split(",", -1))
            .map(String::strip)
            .filter(role -> !role.isEmpty())
            .collect(Collectors.toSet()),
        row.getLong("epoch"),
        Stream.concat(asWorker.stream(), asNode.stream()).min(Duration::compareTo),
        Optional.ofNullable(row.getString("version")),
        Optional.ofNullable(row.getBoolean("healthy")),
        Optional.ofNullable(row.getJsonObject("missing")).orElseGet(JsonObject::new),
        Optional.ofNullable(row.getJsonObject("numbers")).orElseGet(JsonObject::new));
  }

  private String state(String said, Optional<Duration> silence) {
    boolean gone = silence.isEmpty() || silence.get().compareTo(timeToLive) > 0;
    return gone ? Node.SILENT : said;
  }

  private static Lease lease(Row row) {
    return new Lease(
        row.getString("name"),
        Optional.ofNullable(row.getString("slug")),
        Optional.ofNullable(row.getString("owner")),
        row.getLong("epoch"),
        seconds(row, "silence"),
        row.getLong("tip_seq"),
        number(row, "tip_height"),
        number(row, "head_height"));
  }

  private static Lane lane(Row row) {
    return new Lane(
        row.getUUID("id").toString(),
        row.getString("network"),
        Optional.ofNullable(row.getString("worker")),
        row.getString("kind"),
        row.getLong("tenants"),
        row.getLong("epoch"),
        row.getLong("seq"),
        row.getLong("tip_seq"),
        number(row, "height"),
        number(row, "head_height"),
        row.getString("reason"));
  }

  private static ClusterStatus.Tenants tenants(Row row) {
    return new ClusterStatus.Tenants(
        row.getLong("served"), row.getLong("not_served"), row.getLong("unassigned"));
  }

  private static Breaker breaker(Row row) {
    return new Breaker(
        row.getString("tenant"),
        row.getString("guards"),
        row.getString("state"),
        row.getLong("openings"),
        row.getString("reason"),
        row.getString("node"),
        row.getOffsetDateTime("changed_at"));
  }

  private static Troubles troubles(Row row) {
    return new Troubles(
        row.getLong("unfinished"),
        seconds(row, "oldest_due").orElse(Duration.ZERO),
        row.getLong("dead_letters"),
        row.getLong("evaluation_errors"),
        Optional.ofNullable(row.getOffsetDateTime("last_error")),
        row.getLong("missed_blocks"),
        row.getLong("disabled_endpoints"));
  }

  private static OptionalLong number(Row row, String column) {
    Long value = row.getLong(column);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static Optional<Duration> seconds(Row row, String column) {
    return Optional.ofNullable(row.getDouble(column))
        .map(seconds -> Duration.ofMillis(Math.max(0, Math.round(seconds * 1000))));
  }
}
