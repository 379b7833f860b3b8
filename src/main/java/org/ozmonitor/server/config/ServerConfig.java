package org.ozmonitor.server.config;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ozmonitor.server.postgres.DatabaseUrl;
import org.ozmonitor.server.redis.RedisUrl;

/// All settings of a process. Immutable; its text form shows no secret.
///
/// @param nodeId empty: the id of the slot that the node finds in `dataDir`
/// @param roles what the node does: given by name, else by `serviceMode`; never empty
/// @param networks slugs to watch; empty: all
public record ServerConfig(
    DatabaseUrl databaseUrl,
    RedisUrl redisUrl,
    ServiceMode serviceMode,
    Set<Role> roles,
    Path dataDir,
    Optional<String> nodeId,
    List<String> networks,
    WorkerConfig worker,
    BlockCacheConfig blockCache,
    LoadBalancerConfig loadBalancer,
    BlockWatcherConfig blockWatcher,
    ApiConfig api,
    ManagementConfig management,
    ClusterConfig cluster,
    LeaseConfig lease,
    RpcConfig rpc,
    DeliveryConfig delivery,
    RetentionConfig retention,
    LimitsConfig limits,
    OutboundConfig outbound,
    ScriptsConfig scripts,
    SecretsConfig secrets,
    LogConfig log) {
  public ServerConfig {
    roles = Set.copyOf(roles);
    networks = List.copyOf(networks);
  }

  /// The same with another data directory.
  public ServerConfig withDataDir(Path directory) {
    return new ServerConfig(
        databaseUrl,
        redisUrl,
        serviceMode,
        roles,
        directory,
        nodeId,
        networks,
        worker,
        blockCache,
        loadBalancer,
        blockWatcher,
        api,
        management,
        cluster,
        lease,
        rpc,
        delivery,
        retention,
        limits,
        outbound,
        scripts,
        secrets,
        log);
  }

  static ServerConfig read(Settings settings) {
    ServiceMode mode = settings.choice("service_mode", ServiceMode.class, ServiceMode.ALL);
    Set<Role> roles = settings.choices("roles", Role.class);
    var config =
        new ServerConfig(
            settings.parsed("database_url", new DatabaseUrl.Embedded(), DatabaseUrl::parse),
            settings.parsed("redis_url", new RedisUrl.Embedded(), RedisUrl::parse),
            mode,
            EnumSet.copyOf(roles.isEmpty() ? mode.roles() : roles),
            settings.parsed("data_dir", Path.of("data"), Path::of),
            settings.optionalText("node_id"),
            settings.list("networks", List.of()),
            WorkerConfig.read(settings),
            BlockCacheConfig.read(settings),
            LoadBalancerConfig.read(settings),
            BlockWatcherConfig.read(settings),
            ApiConfig.read(settings),
            ManagementConfig.read(settings),
            ClusterConfig.read(settings),
            LeaseConfig.read(settings),
            RpcConfig.read(settings),
            DeliveryConfig.read(settings),
            RetentionConfig.read(settings),
            LimitsConfig.read(settings),
            OutboundConfig.read(settings),
            ScriptsConfig.read(settings),
            SecretsConfig.read(settings),
            LogConfig.read(settings));
    config.checkTogether(settings);
    return config;
  }

  /// What no section can check by itself.
  private void checkTogether(Settings settings) {
    settings.require(
        nodeId.isEmpty() || nodeId.get().matches("[A-Za-z0-9._-]{1,100}"),
        "node_id",
        "must be 1 to 100 letters, digits, dots, dashes or underscores");
    settings.require(
        management.port() == 0
            || management.port() != api.port()
            || !management.host().equals(api.host()),
        "api.port",
        "must differ from management.port on the same host");
  }
}
