package org.ozmonitor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.server.config.Sections.refuses;
import static org.ozmonitor.server.config.Sections.valid;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.balance.PlacementStrategy;
import org.ozmonitor.core.tenant.TenantLimits;

/// Sections that say how the parts of a node do their work: defaults, every key mapped, every rule
/// refused.
class WorkSectionsTest {
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
}
