package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.core.balance.WorkerLoad;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.core.watch.LogStep;
import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.TestDatabase;
import org.ozmonitor.fixture.TestSeal;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.breaker.BreakerSettings;
import org.ozmonitor.server.breaker.TenantBreakers;
import org.ozmonitor.server.cluster.Lease;
import org.ozmonitor.server.cluster.LeaseTimes;
import org.ozmonitor.server.cluster.Leases;
import org.ozmonitor.server.cluster.Membership;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.cluster.Workers;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.FreshDeliveries;
import org.ozmonitor.server.postgres.Database;

/// A real database with one network of the {@link TextEngine}, one tenant and the trigger `hook`;
/// what a watcher would append and serve is told by the test. Confined to the test's thread.
public final class WorkStage implements AutoCloseable {
  public static final NetworkId NETWORK = EntityIds.platformNetwork("text");
  public static final TenantId TENANT = TenantId.DEFAULT;
  public static final UUID HOOK = EntityIds.trigger(TENANT, "hook");
  public static final LeaseTimes TIMES =
      new LeaseTimes(Duration.ofSeconds(1), Duration.ofMillis(200));

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  public final Vertx vertx = Vertx.vertx();
  public final TestDatabase database = TestDatabase.create(vertx);
  public final Database engine = database.engine();
  public final Leases leases = new Leases(engine.reader());
  public final BlockLog log = new BlockLog(leases);
  public final ConfigurationLog configurations =
      new ConfigurationLog(vertx, TestSeal.of(engine.reader()));
  public final Lanes lanes = new Lanes();

  /// What the block store has, by hash.
  public final Map<String, String> payloads = new ConcurrentHashMap<>();

  /// Blocks whose payload never comes, by hash.
  public final Set<String> silent = ConcurrentHashMap.newKeySet();

  /// Those of them that were asked for.
  public final Set<String> asked = ConcurrentHashMap.newKeySet();

  /// How far the blocks are apart by their own time.
  public int secondsPerBlock = 1;

  private final Lease lease;
  private final List<BlockHeader> standing = new ArrayList<>();
  private Tip tip = Tip.EMPTY;

  public WorkStage() {
    this(new JsonObject());
  }

  /// @param fields of the network's document, in place of what it has
  public WorkStage(JsonObject fields) {
    WorkRows.tenant(database, TENANT, "default");
    lease = await(leases.create(BlockLog.leaseName(NETWORK), "watcher")).orElseThrow();
    configure("network", NETWORK.value(), "text", network().mergeIn(fields));
    configure("trigger", HOOK, "hook", trigger());
  }

  /// Adds or replaces a monitor of the tenant that calls the hook; answers the version.
  @CanIgnoreReturnValue
  public long monitor(String name) {
    return monitor(name, new JsonObject());
  }

  /// @param fields of the monitor's document, in place of what it has
  @CanIgnoreReturnValue
  public long monitor(String name, JsonObject fields) {
    return monitor(TENANT, name, fields);
  }

  /// Adds a monitor of any tenant that calls that tenant's hook.
  @CanIgnoreReturnValue
  public long monitor(TenantId tenant, String name, JsonObject fields) {
    var document =
        new JsonObject()
            .put("name", name)
            .put("paused", false)
            .put("networks", new JsonArray().add("text"))
            .put("addresses", new JsonArray())
            .put(
                "match_conditions",
                new JsonObject()
                    .put("functions", new JsonArray())
                    .put("events", new JsonArray())
                    .put("transactions", new JsonArray()))
            .put("trigger_conditions", new JsonArray())
            .put("triggers", new JsonArray().add("hook"));
    return configure(
        tenant, "monitor", EntityIds.monitor(tenant, name), name, document.mergeIn(fields));
  }

  /// Adds another tenant with a trigger `hook`, and puts it into the lane that there is.
  public TenantId tenant(String slug) {
    var tenant = new TenantId(EntityIds.derive("test tenant", slug));
    WorkRows.tenant(database, tenant, slug);
    configure(tenant, "trigger", EntityIds.trigger(tenant, "hook"), "hook", trigger());
    Lane lane = readLane();
    String worker = lane.worker().orElseThrow();
    var _ =
        await(
            engine.inTransaction(
                c ->
                    lanes.place(
                        c, Set.of(tenant), NETWORK, Optional.of(worker), lane.seq(), "test")));
    return tenant;
  }

  /// Says once how much a tenant may.
  @CanIgnoreReturnValue
  public long limits(TenantId tenant, JsonObject limits) {
    var document =
        new JsonObject()
            .put("slug", tenant.toString())
            .put("name", "Test")
            .put("status", "active")
            .put("priority", "normal")
            .put("limits", limits);
    return configure(tenant, "tenant", tenant.value(), tenant.toString(), document);
  }

  /// Adds a trigger of the tenant that calls the hook's address.
  @CanIgnoreReturnValue
  public long trigger(String key, JsonObject fields) {
    return configure("trigger", EntityIds.trigger(TENANT, key), key, trigger().mergeIn(fields));
  }

  /// Adds a trigger of any tenant that calls this address.
  @CanIgnoreReturnValue
  public long hook(TenantId tenant, String key, String url) {
    JsonObject document = trigger();
    document.getJsonObject("config").put("url", plain(url));
    return configure(tenant, "trigger", EntityIds.trigger(tenant, key), key, document);
  }

  /// Adds a script of any tenant.
  @CanIgnoreReturnValue
  public long script(TenantId tenant, String path, String content) {
    return configure(
        tenant,
        "filter_script",
        EntityIds.filterScript(tenant, path),
        path,
        new JsonObject().put("content", content));
  }

  /// Adds a script of the tenant, or replaces it from the next version on.
  @CanIgnoreReturnValue
  public long script(String path, String content) {
    UUID id = EntityIds.filterScript(TENANT, path);
    execute(
        "UPDATE config_revision SET to_version = (SELECT version + 1 FROM config_head)"
            + " WHERE entity_id = '%s' AND to_version IS NULL".formatted(id));
    return configure("filter_script", id, path, new JsonObject().put("content", content));
  }

  /// Ends a monitor.
  @CanIgnoreReturnValue
  public long removeMonitor(String name) {
    return removeMonitor(TENANT, name);
  }

  /// Ends a monitor of any tenant.
  @CanIgnoreReturnValue
  public long removeMonitor(TenantId tenant, String name) {
    return change(
        "UPDATE config_revision SET to_version = (SELECT version FROM head) WHERE entity_id = '%s'"
            .formatted(EntityIds.monitor(tenant, name)));
  }

  @CanIgnoreReturnValue
  private long configure(String kind, UUID id, String slug, JsonObject document) {
    return configure(TENANT, kind, id, slug, document);
  }

  @CanIgnoreReturnValue
  private long configure(TenantId tenant, String kind, UUID id, String slug, JsonObject document) {
    boolean isPlatform = kind.equals("network");
    return change(
        """
        INSERT INTO config_revision (tenant_id, kind, entity_id, revision, slug, document, from_version)
        SELECT %s, '%s', '%s', version, '%s', '%s', version FROM head
        """
            .formatted(
                isPlatform ? "NULL" : "'" + tenant + "'",
                kind,
                id,
                slug,
                document.encode().replace("'", "''")));
  }

  private long change(String statement) {
    try (var sql = new Sql(database.url())) {
      return sql.number(
          """
          WITH head AS (UPDATE config_head SET version = version + 1 RETURNING version),
               change AS (%s RETURNING 1)
          SELECT version FROM head, change
          """
              .formatted(statement));
    }
  }

  /// Runs statements as the owner of the schema.
  public void execute(String statements) {
    var url = database.url();
    try (var connection =
            DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(url.host(), url.port(), url.database()),
                url.user(),
                url.password());
        var statement = connection.createStatement()) {
      statement.execute(statements);
    } catch (SQLException e) {
      throw new IllegalStateException(statements, e);
    }
  }

  /// Appends a block whose payload can be had; answers its seq.
  @CanIgnoreReturnValue
  public long block(String... lines) {
    long seq = blockNobodyServes();
    payloads.put(standing.getLast().ref().hash(), String.join("\n", lines));
    return seq;
  }

  /// Appends a block without a payload; answers its seq.
  @CanIgnoreReturnValue
  public long blockNobodyServes() {
    if (tip.seq() == 0) {
      append(new LogStep.Start(1, "first seen"));
    }
    long height = standing.size() + 1L;
    String parent = standing.isEmpty() ? "0xparent" : standing.getLast().ref().hash();
    var block =
        new BlockHeader(
            new BlockRef(height, "0x" + height + "-" + tip.seq()),
            parent,
            height * secondsPerBlock);
    standing.add(block);
    return append(new LogStep.Block(block));
  }

  /// Orphans the last block; answers the seq.
  @CanIgnoreReturnValue
  public long orphan() {
    return append(new LogStep.Orphan(standing.removeLast(), standing.isEmpty()));
  }

  /// Says that the chain calls a standing block safe or finalized.
  @CanIgnoreReturnValue
  public long reach(Finality level, long height) {
    return append(new LogStep.Final(level, standing.get((int) height - 1).ref()));
  }

  /// Appends a block that was missed before, and whose payload can be had; answers its seq.
  @CanIgnoreReturnValue
  public long recovered(long height, String... lines) {
    var block =
        new BlockHeader(
            new BlockRef(height, "0x" + height + "-late-" + tip.seq()), "0xparent", height);
    payloads.put(block.ref().hash(), String.join("\n", lines));
    return append(new LogStep.Recovered(block));
  }

  /// The height of the last block.
  public long height() {
    return standing.size();
  }

  /// Appends the last block once more, as one that was missed before; answers its seq.
  @CanIgnoreReturnValue
  public long recoveredAgain() {
    return append(new LogStep.Recovered(standing.getLast()));
  }

  /// The newest version of the configuration.
  public long version() {
    try (var sql = new Sql(database.url())) {
      return sql.number("SELECT version FROM config_head");
    }
  }

  /// The hash of the last block.
  public String lastHash() {
    return standing.getLast().ref().hash();
  }

  @CanIgnoreReturnValue
  private long append(LogStep step) {
    tip =
        await(engine.inTransaction(c -> log.append(c, lease, NETWORK, tip, List.of(step))))
            .orElseThrow();
    return tip.seq();
  }

  /// Makes the tenant's lane and reads it.
  public Lane lane(String worker) {
    var _ =
        await(
            engine.inTransaction(
                c -> lanes.place(c, Set.of(TENANT), NETWORK, Optional.of(worker), 0, "test")));
    return readLane();
  }

  public Lane readLane() {
    return await(lanes.list(engine.reader())).getFirst();
  }

  /// A walk of the only lane.
  LaneWalk walk(FreshDeliveries fresh) {
    Lane lane = readLane();
    LaneServices services = services(fresh);
    return new LaneWalk(services, lane, new LaneConfiguration(services, lane));
  }

  /// Walks as far as the log goes.
  void walkToEnd(LaneWalk walk) {
    boolean more =
        await(
            Future.<Boolean>future(done -> vertx.runOnContext(_ -> walk.walk().onComplete(done))));
    assertThat(more).as("entries that are left").isFalse();
  }

  /// As of now.
  Configuration newestConfiguration() {
    return await(configurations.load(engine.reader(), version()));
  }

  /// Services of lanes with these fresh deliveries.
  LaneServices services(FreshDeliveries fresh) {
    var commits =
        new LaneCommits(
            engine,
            lanes,
            new Matches(),
            new EvaluationErrors(),
            deliveries(),
            fresh,
            Topics.muted(vertx.eventBus()),
            "node");
    var workLog = new WorkLog();
    return new LaneServices(
        vertx,
        engine,
        log,
        (_, block) -> payload(block).map(Buffer::getBytes),
        new RecentConfigurations(configurations, engine),
        List.of(new TextEngine()),
        commits,
        new ReplayCommits(commits, new EvaluationErrors()),
        new SettingApart(engine, lanes, breakers("node"), workLog),
        System::nanoTime,
        workLog,
        new WorkMetrics(registry));
  }

  /// Breakers that open at the third failure, for half a second.
  public TenantBreakers breakers(String node) {
    return new TenantBreakers(
        vertx,
        engine,
        node,
        new BreakerSettings(3, Duration.ofMinutes(5), Duration.ofMillis(500)),
        new SimpleMeterRegistry());
  }

  /// A worker of this stage.
  public WorkModule worker(String node, Topics topics) {
    return new WorkModule(
        vertx,
        node,
        engine,
        log,
        (_, block) -> payload(block).map(Buffer::getBytes),
        configurations,
        deliveries(),
        FreshDeliveries.NONE,
        List.of(new TextEngine()),
        breakers(node),
        workers(),
        new Membership(vertx),
        topics,
        TIMES,
        tenants -> new WorkerLoad(0, 0, tenants, 0, 0, 0, 0),
        System::nanoTime,
        new SimpleMeterRegistry());
  }

  public Workers workers() {
    return new Workers(engine.reader());
  }

  private static Deliveries deliveries() {
    return new Deliveries(System::nanoTime, Duration.ofSeconds(30));
  }

  private Future<Buffer> payload(BlockRef block) {
    if (silent.contains(block.hash())) {
      asked.add(block.hash());
      return Promise.<Buffer>promise().future();
    }
    String text = payloads.get(block.hash());
    return text == null
        ? Future.failedFuture("nobody has block " + block.hash())
        : Future.succeededFuture(Buffer.buffer(text));
  }

  /// The stored matches: transaction, state and seq, by transaction.
  public List<List<String>> matches() {
    return WorkRows.select(
        database, "SELECT transaction_id, state, seq FROM matches ORDER BY transaction_id");
  }

  /// The deliveries: event, cause and outcome, in the order of their causes.
  public List<List<String>> deliveryRows() {
    return WorkRows.select(
        database, "SELECT event, cause_seq, outcome FROM deliveries ORDER BY cause_seq, event");
  }

  public static <T> T await(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }

  private static JsonObject network() {
    return new JsonObject()
        .put("name", "Text")
        .put("network_type", "EVM")
        .put("slug", "text")
        .put(
            "rpc_urls",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("type_", "rpc")
                        .put("url", plain("http://127.0.0.1:1"))
                        .put("weight", 100)))
        .put("block_time_ms", 1000)
        .put("confirmation_blocks", 0)
        .put("chain_id", 1)
        .put("store_blocks", false);
  }

  private static JsonObject trigger() {
    return new JsonObject()
        .put("name", "Hook")
        .put("trigger_type", "webhook")
        .put(
            "config",
            new JsonObject()
                .put("url", plain("http://127.0.0.1:1"))
                .put("message", new JsonObject().put("title", "t").put("body", "b")));
  }

  private static JsonObject plain(String value) {
    return new JsonObject().put("type", "plain").put("value", value);
  }

  @Override
  public void close() {
    database.close();
    await(vertx.close());
  }
}
