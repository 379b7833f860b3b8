package org.ozmonitor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.server.config.Sections.refuses;
import static org.ozmonitor.server.config.Sections.valid;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.ozmonitor.fixture.TestSeal;
import org.ozmonitor.server.postgres.DatabaseUrl;
import org.ozmonitor.server.redis.RedisUrl;

/// Sections that say what a node is, where it listens and connects, and what it keeps: defaults,
/// every key mapped, every rule refused.
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
}
