package org.ozmonitor.server.bootstrap;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.server.balance.BalanceModule;
import org.ozmonitor.server.block.BlockLog;
import org.ozmonitor.server.block.BlockStore;
import org.ozmonitor.server.breaker.BreakerSettings;
import org.ozmonitor.server.breaker.TenantBreakers;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.codec.Secrets;
import org.ozmonitor.server.config.BlockWatcherConfig;
import org.ozmonitor.server.config.DeliveryConfig;
import org.ozmonitor.server.config.RetentionConfig;
import org.ozmonitor.server.config.Role;
import org.ozmonitor.server.config.RpcConfig;
import org.ozmonitor.server.config.SecretsConfig;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.definition.ConfigurationMetrics;
import org.ozmonitor.server.definition.ConfigurationTree;
import org.ozmonitor.server.definition.ConfigurationWatch;
import org.ozmonitor.server.definition.DefinitionModule;
import org.ozmonitor.server.definition.DefinitionTopics;
import org.ozmonitor.server.definition.TreeLimits;
import org.ozmonitor.server.notification.Deliveries;
import org.ozmonitor.server.notification.DeliverySettings;
import org.ozmonitor.server.notification.FreshDeliveries;
import org.ozmonitor.server.notification.NotificationModule;
import org.ozmonitor.server.outbound.AddressGuard;
import org.ozmonitor.server.retention.RetentionModule;
import org.ozmonitor.server.retention.RetentionSettings;
import org.ozmonitor.server.rpc.ChainClients;
import org.ozmonitor.server.rpc.FetchedBlock;
import org.ozmonitor.server.rpc.RpcSettings;
import org.ozmonitor.server.screening.ScreeningModule;
import org.ozmonitor.server.script.ScriptRunner;
import org.ozmonitor.server.secret.SecretStore;
import org.ozmonitor.server.secret.Vaults;
import org.ozmonitor.server.watch.WatchFiles;
import org.ozmonitor.server.watch.WatchModule;
import org.ozmonitor.server.watch.WatchParts;
import org.ozmonitor.server.watch.WatchSettings;
import org.ozmonitor.server.work.AwaitedRows;
import org.ozmonitor.server.work.Lanes;
import org.ozmonitor.server.work.WorkModule;

/// Wires the features of a node by its roles, the last stage first: whoever produces finds its
/// consumer
/// running. Blocks; used once.
final class NodeFeatures {
  /// The part of the heap that payloads of blocks may take.
  private static final int BLOCK_STORE_SHARE = 4;

  private static final long LARGEST_BLOCK_STORE_BYTES = 1L << 30;
  private static final int FETCH_CONCURRENCY = 8;
  private static final int MAX_REORG_DEPTH = 256;

  /// A large tree, on a small machine, behind another node that imports it first.
  private static final Duration LONGEST_IMPORT = Duration.ofMinutes(10);

  private final Node node;
  private final NodeSetup setup;
  private final Ground ground;
  private final Secrets secrets;
  private final SecretStore secretStore;
  private final ConfigurationLog configurations;
  private final BlockLog blockLog;

  private NodeFeatures(Node node, NodeSetup setup, Ground ground) {
    this.node = node;
    this.setup = setup;
    this.ground = ground;
    SecretsConfig settings = ground.config().secrets();
    this.secrets = ConfigurationTree.processSecrets(settings.environment());
    this.secretStore =
        Vaults.store(
            ground.vertx(),
            secrets,
            new SecretStore.Lifetimes(settings.cacheTtl(), settings.staleFor()),
            System::nanoTime);
    this.configurations = new ConfigurationLog(ground.vertx(), ground.seal());
    this.blockLog = new BlockLog(ground.leases());
  }

  static void start(Node node, NodeSetup setup, Ground ground) {
    NodeFeatures features = new NodeFeatures(node, setup, ground);
    ConfigurationWatch configuration = features.configuration();
    ScriptRunner scripts = NodeScripts.start(node, setup, ground, features.secretStore.redaction());
    NotificationModule notification = features.notification(scripts, configuration);
    boolean delivers = setup.roles().contains(Role.DELIVERY);
    if (delivers) {
      node.deploy(ground.vertx(), "delivery", notification.verticle());
    }
    ChainClients clients = features.clients();
    BlockStore blocks = features.blockStore(clients, configuration);
    if (setup.roles().contains(Role.WORKER)) {
      FreshDeliveries fresh = delivers ? notification.fresh() : FreshDeliveries.NONE;
      var breakers =
          new TenantBreakers(
              ground.vertx(),
              ground.database(),
              ground.id(),
              BreakerSettings.DEFAULT,
              ground.registry());
      features.screen(scripts, breakers, notification.deliveries(), fresh, configuration);
      features.work(blocks, breakers, notification.deliveries(), fresh);
    }
    if (setup.roles().contains(Role.BLOCK_WATCHER)) {
      features.watch(clients, blocks, configuration);
    }
    if (setup.roles().contains(Role.LOAD_BALANCER)) {
      features.balance();
      features.retain(configuration);
    }
  }

  private void screen(
      ScriptRunner scripts,
      TenantBreakers breakers,
      Deliveries deliveries,
      FreshDeliveries fresh,
      Supplier<Configuration> configuration) {
    node.deploy(
        ground.vertx(),
        "screening",
        ScreeningModule.verticle(
            ground.vertx(),
            ground.database(),
            scripts,
            breakers,
            deliveries,
            fresh,
            ground.topics(),
            configuration,
            ground.id(),
            ground.config().delivery().claimTimeout(),
            ground.registry()));
  }

  private NotificationModule notification(
      ScriptRunner scripts, Supplier<Configuration> configuration) {
    DeliveryConfig delivery = ground.config().delivery();
    return new NotificationModule(
        ground.vertx(),
        new DeliverySettings(
            delivery.horizon(),
            delivery.timeout(),
            delivery.claimTimeout(),
            delivery.maxInFlight(),
            delivery.maxInFlightPerTenant(),
            delivery.maxInFlightPerEndpoint(),
            ground.config().outbound().allowPrivate(),
            delivery.smtpTrust()),
        new NotificationModule.Needs(
            ground.database().reader(),
            ground.topics(),
            ground.registry(),
            ground.id(),
            System::nanoTime,
            InstantSource.system(),
            new SplittableRandom(),
            secretStore,
            ground.seal(),
            scripts,
            tenant ->
                configuration
                    .get()
                    .tenant(tenant)
                    .limits()
                    .deliveriesInFlight()
                    .orElse(Integer.MAX_VALUE)));
  }

  private ChainClients clients() {
    RpcConfig rpc = ground.config().rpc();
    BlockWatcherConfig watcher = ground.config().blockWatcher();
    ChainClients clients =
        new ChainClients(
            ground.vertx(),
            Chains.ENGINES,
            secretStore,
            new AddressGuard(ground.vertx(), ground.config().outbound().allowPrivate()),
            System::nanoTime,
            ground.registry(),
            RpcSettings.DEFAULT
                .with(rpc.maxAnswerBytes(), rpc.requestTimeout())
                .repeating(watcher.retryAttempts(), watcher.retryDelay()));
    node.onStop("chain clients", clients::close);
    return clients;
  }

  private BlockStore blockStore(ChainClients clients, Supplier<Configuration> configuration) {
    return new BlockStore(
        ground.vertx(),
        ground.topics(),
        RedisSetup.start(node, ground, setup.roles().contains(Role.WORKER)),
        (network, block) -> fetch(clients, configuration.get(), network, block),
        Math.min(LARGEST_BLOCK_STORE_BYTES, Runtime.getRuntime().maxMemory() / BLOCK_STORE_SHARE),
        ground.registry());
  }

  private static Future<byte[]> fetch(
      ChainClients clients, Configuration configuration, NetworkId network, BlockRef block) {
    Configuration.NetworkEntry entry = configuration.networks().get(network);
    return entry == null
        ? Future.failedFuture("network " + network + " is not configured")
        : clients.client(network, entry.definition()).fetch(block).map(FetchedBlock::payload);
  }

  private void work(
      BlockStore blocks, TenantBreakers breakers, Deliveries deliveries, FreshDeliveries fresh) {
    WorkModule work =
        new WorkModule(
            ground.vertx(),
            ground.id(),
            ground.database(),
            blockLog,
            blocks::get,
            configurations,
            deliveries,
            fresh,
            Chains.ENGINES,
            breakers,
            ground.workers(),
            ground.membership(),
            ground.topics(),
            ground.leaseTimes(),
            tenants -> NodeBalance.load(ground, tenants),
            System::nanoTime,
            ground.registry());
    node.deployHolder(ground.vertx(), "worker", work.verticle(setup.superseded()));
  }

  private void watch(
      ChainClients clients, BlockStore blocks, Supplier<Configuration> configuration) {
    Lanes lanes = new Lanes();
    AwaitedRows awaited = new AwaitedRows();
    WatchParts parts =
        new WatchParts(
            ground.vertx(),
            ground.database(),
            ground.leases(),
            ground.leaseTimes(),
            ground.id(),
            ground.topics(),
            blockLog,
            blocks,
            clients,
            configuration,
            network -> lanes.positions(ground.database().reader(), network),
            slug -> configurations.endOfActivity(ground.database().reader(), slug),
            network -> awaited.levelsAwaited(ground.database().reader(), network),
            watchFiles(),
            InstantSource.system(),
            System::nanoTime,
            ground.registry());
    int maxBlocks =
        Math.min(BlockLog.MAX_APPEND, ground.config().blockWatcher().maxBlocksPerFetch());
    node.deployHolder(
        ground.vertx(),
        "block watcher",
        WatchModule.verticle(
            parts,
            new WatchSettings(
                maxBlocks,
                FETCH_CONCURRENCY,
                MAX_REORG_DEPTH,
                ground.config().blockWatcher().channelBufferSize(),
                Set.copyOf(ground.config().networks()))));
  }

  /// OpenZeppelin Monitor keeps its files in `data` of its working directory, beside the tree.
  private WatchFiles watchFiles() {
    Path data = ground.config().dataDir();
    List<Path> checkpoints = new ArrayList<>(List.of(data, Path.of("data")));
    setup.trees().stream()
        .map(tree -> tree.directory().toAbsolutePath().normalize().resolveSibling("data"))
        .forEach(checkpoints::add);
    return new WatchFiles(checkpoints, data);
  }

  private void balance() {
    BalanceModule balance = NodeBalance.module(ground, blockLog, configurations);
    node.deployHolder(ground.vertx(), "load balancer", balance.verticle());
  }

  private void retain(Supplier<Configuration> configuration) {
    RetentionConfig kept = ground.config().retention();
    RetentionModule retention =
        new RetentionModule(
            ground.vertx(),
            ground.database(),
            RetentionSettings.of(kept.matches(), kept.attempts(), kept.blockLogEntries()),
            blockLog,
            configurations,
            configuration,
            ground.registry());
    node.deploy(ground.vertx(), "retention", retention.verticle(ground.id()));
  }

  /// Imports the trees where there are some, and keeps the newest configuration loaded from here
  /// on.
  private ConfigurationWatch configuration() {
    Topics topics = ground.topics();
    DefinitionModule definition =
        new DefinitionModule(
            new DefinitionModule.Needs(
                ground.vertx(),
                ground.database(),
                ground.leases(),
                ground.leaseTimes(),
                ground.id(),
                secrets,
                configurations,
                new TreeLimits(ground.config().limits().anyAddressMonitors()),
                ground.config().limits().newTenants(),
                ground.config().worker().tenantReloadInterval(),
                Chains.ENGINES,
                System::nanoTime,
                version -> topics.publish(DefinitionTopics.CONFIG_CHANGED, version),
                this::reportTree),
            setup.trees());
    ConfigurationWatch watch = definition.watch();
    ConfigurationMetrics metrics = new ConfigurationMetrics(ground.registry());
    watch.onChange(metrics::show);
    node.onStop("configuration", definition::stop);
    var _ = Node.await(definition.start(), LONGEST_IMPORT);
    metrics.show(watch.current());
    Topics.Subscription hints =
        Node.await(topics.consume(DefinitionTopics.CONFIG_CHANGED, _ -> watch.poke()));
    node.onStop("configuration hints", hints::close);
    ground.operations().reloadsBy(watch::reload);
    Topics.Subscription reloads =
        Node.await(topics.consume(DefinitionTopics.RELOAD, _ -> watch.reload()));
    node.onStop("configuration reloads", reloads::close);
    return watch;
  }

  /// A node runs with the valid part of a tree, and says at `/ready` which files are not valid.
  private void reportTree(List<Problem> problems) {
    ground
        .readiness()
        .report(
            "configuration",
            problems.stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .map(Problem::toString)
                .toList());
  }
}
