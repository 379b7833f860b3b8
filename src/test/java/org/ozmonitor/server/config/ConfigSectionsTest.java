package org.ozmonitor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.balance.PlacementStrategy;
import org.ozmonitor.core.tenant.TenantLimits;
import org.ozmonitor.fixture.TestSeal;
import org.ozmonitor.server.postgres.DatabaseUrl;
import org.ozmonitor.server.redis.RedisUrl;

/// Each section of the settings: its defaults, every key mapped, every rule refused.
class ConfigSectionsTest {
  @Nested
  class Root {
    @Test
    void hasDefaults() {
      ServerConfig config = valid(Map.of());

      assertThat(config.databaseUrl()).isEqualTo(new DatabaseUrl.Embedded());
      assertThat(config.redisUrl()).isEqualTo(new RedisUrl.Embedded());
      assertThat(config.serviceMode()).isEqualTo(ServiceMode.ALL);
      assertThat(config.roles()).containsExactlyInAnyOrder(Role.values());
      assertThat(config.dataDir()).isEqualTo(Path.of("data"));
      assertThat(config.nodeId()).isEmpty();
      assertThat(config.networks()).isEmpty();
    }

    @Test
    void mapsEveryKey() {
      ServerConfig config =
          valid(
              Map.of(
                  "database_url", "postgresql://u:p%40ss@db:5433/name?sslmode=require",
                  "redis_url", "redis://:r3d1s@cache:6379",
                  "service_mode", "block-watcher",
                  "roles", "worker, delivery",
                  "data_dir", "/var/lib/ozm",
                  "node_id", "node-7",
                  "networks", "ethereum,polygon"));

      assertThat(config.databaseUrl())
          .isEqualTo(
              new DatabaseUrl.Server("db", 5433, "u", "p@ss", "name", DatabaseUrl.Tls.REQUIRE));
      assertThat(config.redisUrl())
          .isEqualTo(
              new RedisUrl.Server("cache", 6379, Optional.empty(), Optional.of("r3d1s"), 0, false));
      assertThat(config.serviceMode()).isEqualTo(ServiceMode.BLOCK_WATCHER);
      assertThat(config.roles()).isEqualTo(Set.of(Role.WORKER, Role.DELIVERY));
      assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/ozm"));
      assertThat(config.nodeId()).contains("node-7");
      assertThat(config.networks()).containsExactly("ethereum", "polygon");
      assertThat(config.toString()).doesNotContain("p@ss").doesNotContain("r3d1s");
    }

    @Test
    void refusesEveryBrokenRule() {
      refuses("database_url", "mysql://u:p@h/d", "must be `embedded` or `postgresql://");
      refuses("database_url", "", "must not be empty");
      refuses("redis_url", "http://x", "must be `embedded`");
      refuses("service_mode", "boss", "must be one of all, worker, block-watcher");
      refuses("roles", "boss", "must be one of block-watcher, worker");
      refuses("node_id", "a b", "letters, digits");
    }

    @Test
    void takesTheRolesOfTheMode() {
      assertThat(valid(Map.of("service_mode", "blockwatcher")).roles())
          .containsExactlyInAnyOrder(Role.BLOCK_WATCHER, Role.LOAD_BALANCER);
      assertThat(valid(Map.of("service_mode", "WORKER")).roles())
          .containsExactlyInAnyOrder(Role.WORKER, Role.DELIVERY, Role.LOAD_BALANCER);
    }
  }

  @Nested
  class Worker {
    @Test
    void hasDefaults() {
      assertThat(valid(Map.of()).worker())
          .isEqualTo(new WorkerConfig(50, Duration.ofSeconds(30), Duration.ofMinutes(5)));
    }

    @Test
    void mapsEveryKey() {
      assertThat(
              valid(
                      Map.of(
                          "worker.max_tenants_per_worker", "7",
                          "worker.health_check_interval", "6s",
                          "worker.tenant_reload_interval", "31s"))
                  .worker())
          .isEqualTo(new WorkerConfig(7, Duration.ofSeconds(6), Duration.ofSeconds(31)));
    }

    @Test
    void refusesEveryBrokenRule() {
      refuses("worker.max_tenants_per_worker", "0", "must be at least 1");
      refuses("worker.max_tenants_per_worker", "many", "must be a whole number");
      refuses("worker.health_check_interval", "4s", "must be at least 5s");
      refuses("worker.health_check_interval", "5", "must be a duration");
      refuses("worker.tenant_reload_interval", "29s", "must be at least 30s");
    }
  }

  @Nested
  class BlockCache {
    @Test
    void hasDefaults() {
      assertThat(valid(Map.of()).blockCache())
          .isEqualTo(
              new BlockCacheConfig(Duration.ofSeconds(60), Duration.ofSeconds(5), "oz_cache"));
    }

    @Test
    void mapsEveryKey() {
      assertThat(
              valid(
                      Map.of(
                          "block_cache.block_ttl", "61",
                          "block_cache.latest_block_ttl", "2s",
                          "block_cache.key_prefix", "mine"))
                  .blockCache())
          .isEqualTo(new BlockCacheConfig(Duration.ofSeconds(61), Duration.ofSeconds(2), "mine"));
    }

    @Test
    void refusesEveryBrokenRule() {
      refuses("block_cache.block_ttl", "0", "must be at least 1s");
      refuses("block_cache.latest_block_ttl", "0", "must be at least 1s");
      refuses("block_cache.key_prefix", " ", "must not be empty");
    }
  }

  @Nested
  class LoadBalancer {
    @Test
    void hasDefaults() {
      assertThat(valid(Map.of()).loadBalancer())
          .isEqualTo(
              new LoadBalancerConfig(
                  PlacementStrategy.CONSISTENT_HASHING, 50, 0.2, Duration.ofMinutes(5)));
    }

    @Test
    void mapsEveryKey() {
      assertThat(
              valid(
                      Map.of(
                          "load_balancer.strategy", "least_loaded",
                          "load_balancer.max_tenants_per_worker", "9",
                          "load_balancer.rebalance_threshold", "0.5",
                          "load_balancer.min_rebalance_interval", "2m"))
                  .loadBalancer())
          .isEqualTo(
              new LoadBalancerConfig(
                  PlacementStrategy.LEAST_LOADED, 9, 0.5, Duration.ofMinutes(2)));
    }

    @Test
    void refusesEveryBrokenRule() {
      refuses("load_balancer.strategy", "random", "must be one of round_robin, least_loaded");
      refuses("load_balancer.max_tenants_per_worker", "0", "must be at least 1");
      refuses("load_balancer.rebalance_threshold", "1.1", "must be from 0.0 to 1.0");
      refuses("load_balancer.rebalance_threshold", "x", "must be a number");
      refuses("load_balancer.min_rebalance_interval", "59s", "must be at least 1m");
    }
  }

  @Nested
  class BlockWatcher {
    @Test
    void hasDefaults() {
      assertThat(valid(Map.of()).blockWatcher())
          .isEqualTo(new BlockWatcherConfig(1000, 100, 3, Duration.ofSeconds(1)));
    }

    @Test
    void mapsEveryKey() {
      assertThat(
              valid(
                      Map.of(
                          "block_watcher.channel_buffer_size", "5",
                          "block_watcher.max_blocks_per_fetch", "6",
                          "block_watcher.retry_attempts", "7",
                          "block_watcher.retry_delay_ms", "8"))
                  .blockWatcher())
          .isEqualTo(new BlockWatcherConfig(5, 6, 7, Duration.ofMillis(8)));
    }

    @Test
    void refusesEveryBrokenRule() {
      refuses("block_watcher.channel_buffer_size", "0", "must be at least 1");
      refuses("block_watcher.max_blocks_per_fetch", "1001", "must be from 1 to 1000");
      refuses("block_watcher.retry_attempts", "0", "must be from 1 to 100");
      refuses("block_watcher.retry_delay_ms", "0", "must be from 1 to 600000");
    }
  }

  @Nested
  class Ports {
    @Test
    void haveDefaults() {
      ServerConfig config = valid(Map.of());

      assertThat(config.api()).isEqualTo(new ApiConfig("127.0.0.1", 3001, true, 100));
      assertThat(config.management())
          .isEqualTo(new ManagementConfig("127.0.0.1", 3000, Optional.empty()));
    }

    @Test
    void mapEveryKey() {
      ServerConfig config =
          valid(
              Map.of(
                  "api.host", "0.0.0.0",
                  "api.port", "0",
                  "api.cors_enabled", "false",
                  "api.rate_limit", "5",
                  "management.host", "::1",
                  "management.port", "0",
                  "management.token", "0123456789abcdef"));

      assertThat(config.api()).isEqualTo(new ApiConfig("0.0.0.0", 0, false, 5));
      assertThat(config.management())
          .isEqualTo(
              new ManagementConfig(
                  "::1", 0, Optional.of(new ManagementConfig.Token("0123456789abcdef"))));
      assertThat(config.toString()).doesNotContain("0123456789abcdef");
    }

    @Test
    void refuseEveryBrokenRule() {
      refuses("api.host", "", "must not be empty");
      refuses("api.port", "65536", "must be from 0 to 65535");
      refuses("api.port", "3000", "must differ from management.port");
      refuses("api.cors_enabled", "maybe", "must be true or false");
      refuses("api.rate_limit", "0", "must be at least 1");
      refuses("management.host", "", "must not be empty");
      refuses("management.port", "-1", "must be from 0 to 65535");
      refuses("management.token", "short", "must be 16 to 512 printable ASCII characters");
      refuses("management.token", "0123456789 abcdef", "without blanks");
    }
  }

  @Nested
  class Cluster {
    @Test
    void hasDefaults() {
      assertThat(valid(Map.of()).cluster())
          .isEqualTo(
              new ClusterConfig(
                  "ozmonitor", "127.0.0.1", 5820, List.of("127.0.0.1"), ClusterConfig.EventBus.ON));
    }

    @Test
    void mapsEveryKey() {
      ClusterConfig cluster =
          valid(
                  Map.of(
                      "cluster.name", "prod",
                      "cluster.host", "10.0.0.1",
                      "cluster.port", "6000",
                      "cluster.members", "10.0.0.1, 10.0.0.2",
                      "cluster.event_bus", "muted"))
              .cluster();

      assertThat(cluster)
          .isEqualTo(
              new ClusterConfig(
                  "prod",
                  "10.0.0.1",
                  6000,
                  List.of("10.0.0.1", "10.0.0.2"),
                  ClusterConfig.EventBus.MUTED));
      assertThat(cluster.placeholders())
          .containsEntry("ozm.cluster.members", "10.0.0.1,10.0.0.2")
          .containsEntry("ozm.cluster.port", "6000");
    }

    @Test
    void refusesEveryBrokenRule() {
      refuses("cluster.name", "", "must not be empty");
      refuses("cluster.host", "", "must not be empty");
      refuses("cluster.port", "0", "must be from 1 to 65525");
      refuses("cluster.members", ",", "must name at least one address");
      refuses("cluster.members", "127.0.0.1:5820-5829", "without port ranges");
      refuses("cluster.event_bus", "loud", "must be one of on, muted");
    }
  }

  @Nested
  class Lease {
    @Test
    void hasDefaults() {
      assertThat(valid(Map.of()).lease())
          .isEqualTo(new LeaseConfig(Duration.ofSeconds(6), Duration.ofSeconds(2)));
    }

    @Test
    void mapsEveryKey() {
      assertThat(valid(Map.of("lease.ttl", "1s", "lease.renew_interval", "250ms")).lease())
          .isEqualTo(new LeaseConfig(Duration.ofSeconds(1), Duration.ofMillis(250)));
    }

    @Test
    void refusesEveryBrokenRule() {
      refuses("lease.ttl", "200ms", "must be at least 300ms");
      refuses("lease.renew_interval", "3s", "must be at most a third of lease.ttl");
      refuses("lease.renew_interval", "1ms", "must be at least 50ms");
    }
  }

  @Nested
  class Rpc {
    @Test
    void hasDefaults() {
      RpcConfig rpc = valid(Map.of()).rpc();

      assertThat(rpc).isEqualTo(new RpcConfig(64, Duration.ofSeconds(20)));
      assertThat(rpc.maxAnswerBytes()).isEqualTo(64 * 1024 * 1024);
    }

    @Test
    void mapsEveryKey() {
      assertThat(valid(Map.of("rpc.max_answer_mib", "8", "rpc.request_timeout", "5s")).rpc())
          .isEqualTo(new RpcConfig(8, Duration.ofSeconds(5)));
    }

    @Test
    void refusesEveryBrokenRule() {
      refuses("rpc.max_answer_mib", "0", "must be from 1 to 512");
      refuses("rpc.request_timeout", "99ms", "must be at least 100ms");
    }
  }

  @Nested
  class Delivery {
    @Test
    void hasDefaults() {
      assertThat(valid(Map.of()).delivery())
          .isEqualTo(
              new DeliveryConfig(
                  Duration.ofDays(3),
                  Duration.ofSeconds(15),
                  2048,
                  512,
                  64,
                  Duration.ofSeconds(60),
                  Optional.empty()));
    }

    @Test
    void mapsEveryKey() {
      assertThat(
              valid(
                      Map.of(
                          "delivery.horizon", "1h",
                          "delivery.timeout", "2s",
                          "delivery.max_in_flight", "3",
                          "delivery.max_in_flight_per_tenant", "2",
                          "delivery.max_in_flight_per_endpoint", "1",
                          "delivery.claim_timeout", "4s",
                          "delivery.smtp_trust", "pom.xml"))
                  .delivery())
          .isEqualTo(
              new DeliveryConfig(
                  Duration.ofHours(1),
                  Duration.ofSeconds(2),
                  3,
                  2,
                  1,
                  Duration.ofSeconds(4),
                  Optional.of(Path.of("pom.xml"))));
    }

    @Test
    void refusesEveryBrokenRule() {
      refuses("delivery.horizon", "59s", "must be at least 1m");
      refuses("delivery.timeout", "99ms", "must be at least 100ms");
      refuses("delivery.max_in_flight", "0", "must be from 1 to 100000");
      refuses("delivery.max_in_flight_per_tenant", "0", "must be from 1 to 100000");
      refuses("delivery.max_in_flight_per_endpoint", "0", "must be from 1 to 10000");
      refuses("delivery.claim_timeout", "15s", "must be longer than delivery.timeout");
      refuses("delivery.smtp_trust", "none.pem", "must be a file that can be read");
    }
  }

  @Nested
  class Retention {
    @Test
    void hasDefaults() {
      assertThat(valid(Map.of()).retention())
          .isEqualTo(new RetentionConfig(Duration.ofDays(90), Duration.ofDays(30), 100_000));
    }

    @Test
    void mapsEveryKey() {
      assertThat(
              valid(
                      Map.of(
                          "retention.matches", "10d",
                          "retention.attempts", "48h",
                          "retention.block_log_entries", "1000"))
                  .retention())
          .isEqualTo(new RetentionConfig(Duration.ofDays(10), Duration.ofDays(2), 1000));
    }

    @Test
    void refusesEveryBrokenRule() {
      refuses("retention.matches", "23h", "must be at least 1d");
      refuses("retention.attempts", "23h", "must be at least 1d");
      refuses("retention.block_log_entries", "999", "must be at least 1000");
    }
  }

  @Nested
  class Limits {
    @Test
    void boundMonitorsOfAnyAddress() {
      assertThat(valid(Map.of()).limits()).isEqualTo(new LimitsConfig(100, TenantLimits.UNLIMITED));
      assertThat(valid(Map.of("limits.any_address_monitors", "0")).limits())
          .isEqualTo(new LimitsConfig(0, TenantLimits.UNLIMITED));
      refuses("limits.any_address_monitors", "-1", "must be from 0 to 100000");
    }

    @Test
    void areWhatANewTenantGets() {
      TenantLimits limits =
          valid(
                  Map.of(
                      "limits.max_monitors", "10",
                      "limits.matches_per_block", "20",
                      "limits.matches_per_minute", "30",
                      "limits.rpc_per_minute", "40",
                      "limits.deliveries_in_flight", "unlimited"))
              .limits()
              .newTenants();

      assertThat(limits.maxMonitors()).hasValue(10);
      assertThat(limits.matchesPerBlock()).hasValue(20);
      assertThat(limits.matchesPerMinute()).hasValue(30);
      assertThat(limits.rpcPerMinute()).hasValue(40);
      assertThat(limits.deliveriesInFlight()).isEmpty();
      refuses("limits.max_monitors", "0", "must be a whole number from 1 to 999999999");
      refuses("limits.rpc_per_minute", "many", "or unlimited");
    }
  }

  @Nested
  class OutboundAndLog {
    @Test
    void haveDefaults() {
      ServerConfig config = valid(Map.of());

      assertThat(config.outbound().allowPrivate()).isFalse();
      assertThat(config.log()).isEqualTo(new LogConfig(LogConfig.Level.INFO, Optional.empty()));
    }

    @Test
    void mapEveryKey() {
      ServerConfig config =
          valid(Map.of("outbound.allow_private", "true", "log.level", "off", "log.format", "json"));

      assertThat(config.outbound().allowPrivate()).isTrue();
      assertThat(config.log())
          .isEqualTo(new LogConfig(LogConfig.Level.OFF, Optional.of(LogConfig.Format.JSON)));
    }

    @Test
    void refuseEveryBrokenRule() {
      refuses("outbound.allow_private", "si", "must be true or false");
      refuses("log.level", "loud", "must be one of error, warn");
      refuses("log.format", "xml", "must be one of text, json");
    }
  }

  @Nested
  class Scripts {
    @Test
    void hasDefaults() {
      assertThat(valid(Map.of()).scripts())
          .isEqualTo(
              new ScriptsConfig(ScriptsConfig.Isolation.SANDBOXED, 4, 256, Duration.ofSeconds(30)));
    }

    @Test
    void mapsEveryKey() {
      assertThat(
              valid(
                      Map.of(
                          "scripts.isolation", "trusted",
                          "scripts.max_parallel", "9",
                          "scripts.memory_mib", "512",
                          "scripts.max_timeout", "5s"))
                  .scripts())
          .isEqualTo(
              new ScriptsConfig(ScriptsConfig.Isolation.TRUSTED, 9, 512, Duration.ofSeconds(5)));
    }

    @Test
    void refusesEveryBrokenRule() {
      refuses("scripts.isolation", "none", "must be one of trusted, sandboxed");
      refuses("scripts.max_parallel", "0", "must be");
      refuses("scripts.memory_mib", "63", "must be");
      refuses("scripts.max_timeout", "99ms", "must be at least 100ms");
    }
  }

  @Nested
  class SecretSettings {
    @Test
    void haveDefaults() {
      assertThat(valid(Map.of()).secrets())
          .isEqualTo(
              new SecretsConfig(
                  List.of(),
                  Duration.ofMinutes(5),
                  Duration.ofHours(1),
                  Optional.empty(),
                  List.of()));
    }

    @Test
    void mapEveryKey() {
      SecretsConfig secrets =
          valid(
                  Map.of(
                      "secrets.environment", "TEAM_*, OTHER",
                      "secrets.cache_ttl", "30s",
                      "secrets.stale_for", "0s",
                      "secrets.key", TestSeal.key('a'),
                      "secrets.previous_keys", TestSeal.key('b') + "," + TestSeal.key('c')))
              .secrets();

      assertThat(secrets.environment()).containsExactly("TEAM_*", "OTHER");
      assertThat(secrets.cacheTtl()).isEqualTo(Duration.ofSeconds(30));
      assertThat(secrets.staleFor()).isZero();
      assertThat(secrets.key()).isPresent();
      assertThat(secrets.previousKeys()).hasSize(2);
      assertThat(secrets.toString()).doesNotContain(TestSeal.key('a'), TestSeal.key('b'));
    }

    @Test
    void refuseEveryBrokenRule() {
      refuses("secrets.cache_ttl", "10ms", "must be at least 1s");
      refuses("secrets.stale_for", "soon", "must be a duration");
      refuses("secrets.key", "c2hvcnQ=", "must be 32 bytes in base64");
      refuses("secrets.previous_keys", "c2hvcnQ=", "must be 32 bytes in base64");
    }
  }

  private static ServerConfig valid(Map<String, String> flags) {
    ConfigResult result = ConfigLoaderTest.load(Map.of(), flags);
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    Function<ConfigResult.Valid, ServerConfig> config = ConfigResult.Valid::config;
    return config.apply((ConfigResult.Valid) result);
  }

  private static void refuses(String key, String value, String message) {
    ConfigResult result = ConfigLoaderTest.load(Map.of(), Map.of(key, value));

    assertThat(result).as(key + "=" + value).isInstanceOf(ConfigResult.Invalid.class);
    assertThat(((ConfigResult.Invalid) result).problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.place()).startsWith(key + " (");
              assertThat(problem.message()).contains(message);
            });
  }
}
