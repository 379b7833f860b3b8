package org.ozmonitor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.problem.Problem;

class ConfigLoaderTest {
  @TempDir private Path directory;

  @Test
  void documentsEveryDefaultInItsReferenceFile() {
    ConfigResult reference =
        ConfigLoader.load(
            new ConfigSources(
                Map.of(),
                Path.of("/nowhere"),
                directory,
                Optional.of(Path.of("conf/config.yaml")),
                Map.of(),
                Map.of()));

    assertThat(config(reference)).isEqualTo(config(load(Map.of(), Map.of())));
  }

  @Test
  void letsHigherSourcesWin() throws IOException {
    Path system =
        Files.writeString(
            directory.resolve("system.yaml"),
            "api: {port: 1, rate_limit: 1}\nworker: {max_tenants_per_worker: 1}\nnode_id: a\n");
    Files.writeString(
        directory.resolve("config.yaml"),
        "api:\n  port: 2\nworker:\n  max_tenants_per_worker: 2\nnode_id: b\n");

    ConfigResult result =
        ConfigLoader.load(
            new ConfigSources(
                Map.of("api.rate_limit", "9", "outbound.allow_private", "true"),
                system,
                directory,
                Optional.empty(),
                Map.of(
                    "OZ_MONITOR_WORKER__MAX_TENANTS_PER_WORKER",
                    "3",
                    "WORKER_ID",
                    "c",
                    "OZ_MONITOR_NODE_ID",
                    "d"),
                Map.of("node_id", "e")));

    ServerConfig config = config(result);
    assertThat(config.api().rateLimit()).isEqualTo(1);
    assertThat(config.api().port()).isEqualTo(2);
    assertThat(config.worker().maxTenantsPerWorker()).isEqualTo(3);
    assertThat(config.nodeId()).contains("e");
    assertThat(config.outbound().allowPrivate()).isTrue();
    assertThat(((ConfigResult.Valid) result).sources()).hasSize(2);
  }

  @Test
  void readsTheFileThatIsNamedInsteadOfTheUsualOne() throws IOException {
    Files.writeString(directory.resolve("config.yaml"), "api: {port: 2}");
    Path named = Files.writeString(directory.resolve("named.json"), "{\"node_id\":\"x\"}");

    ServerConfig config =
        config(
            ConfigLoader.load(
                new ConfigSources(
                    Map.of(),
                    Path.of("/nowhere"),
                    directory,
                    Optional.of(named),
                    Map.of(),
                    Map.of())));

    assertThat(config.nodeId()).contains("x");
    assertThat(config.api().port()).isEqualTo(3001);
  }

  @Test
  void understandsTheNamesOfTheOriginalManifests() {
    ServerConfig config =
        config(
            load(
                Map.of(
                    "DATABASE_URL", "postgresql://u:p@h/d",
                    "REDIS_URL", "redis://r",
                    "SERVICE_MODE", "worker",
                    "WORKER_ID", "worker-1",
                    "NETWORKS", "ethereum,stellar",
                    "RUST_LOG", "debug,hyper=warn",
                    "PATH", "/bin"),
                Map.of()));

    assertThat(config.databaseUrl().toString()).isEqualTo("postgresql://u:***@h:5432/d");
    assertThat(config.redisUrl().toString()).isEqualTo("redis://r:6379/0");
    assertThat(config.serviceMode()).isEqualTo(ServiceMode.WORKER);
    assertThat(config.nodeId()).contains("worker-1");
    assertThat(config.networks()).containsExactly("ethereum", "stellar");
    assertThat(config.log().level()).isEqualTo(LogConfig.Level.DEBUG);
  }

  @Test
  void listsAllProblemsAtOnceAndWhereTheyAre() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("config.yaml"),
            "databse_url: x\nmax_tenants_per_worker: 5\nlease: {ttl: soon}\n");

    List<Problem> problems =
        problems(
            ConfigLoader.load(
                new ConfigSources(
                    Map.of(),
                    Path.of("/nowhere"),
                    directory,
                    Optional.empty(),
                    Map.of("OZ_MONITOR_API__PORT", "many", "OZ_MONITOR_APY__PORT", "1"),
                    Map.of())));

    assertThat(problems)
        .extracting(Problem::place)
        .containsExactlyInAnyOrder(
            "databse_url (" + file + ")",
            "max_tenants_per_worker (" + file + ")",
            "lease.ttl (" + file + ")",
            "api.port (OZ_MONITOR_API__PORT)",
            "apy.port (OZ_MONITOR_APY__PORT)");
    assertThat(problems)
        .extracting(Problem::message)
        .contains(
            "there is no such setting; did you mean `database_url`?",
            "there is no such setting; did you mean `api.port`?",
            "there is no such setting; did you mean `load_balancer.max_tenants_per_worker`?");
  }

  @Test
  void saysThatANamedFileIsMissing() {
    assertThat(
            problems(
                ConfigLoader.load(
                    new ConfigSources(
                        Map.of(),
                        Path.of("/nowhere"),
                        directory,
                        Optional.of(directory.resolve("absent.yaml")),
                        Map.of(),
                        Map.of()))))
        .singleElement()
        .extracting(Problem::rule)
        .isEqualTo("config.file_not_found");
  }

  @Test
  void saysWhereAFileIsNotYaml() throws IOException {
    Path file = Files.writeString(directory.resolve("config.yaml"), "a: 1\nb: [secret\n");

    assertThat(
            problems(
                ConfigLoader.load(
                    new ConfigSources(
                        Map.of(),
                        Path.of("/nowhere"),
                        directory,
                        Optional.empty(),
                        Map.of(),
                        Map.of()))))
        .anySatisfy(
            problem -> {
              assertThat(problem.rule()).isEqualTo("config.parse");
              assertThat(problem.place()).startsWith(file + ": line ");
              assertThat(problem.message()).doesNotContain("secret");
            });
  }

  @Test
  void neverRepeatsAValueThatMayBeASecret() {
    List<Problem> problems =
        problems(
            load(
                Map.of("DATABASE_URL", "postgresql://u:hunter2@", "REDIS_URL", "hunter2"),
                Map.of()));

    assertThat(problems).hasSize(2);
    assertThat(problems.toString()).doesNotContain("hunter2");
  }

  @Test
  void namesWhatItDoesNotActUpon() {
    ConfigResult result =
        load(
            Map.of("REDIS_URL", "none", "OZ_MONITOR_API__CORS_ENABLED", "false"),
            Map.of("api.rate_limit", "5", "lease.ttl", "9s", "networks", "chain"));

    assertThat(((ConfigResult.Valid) result).notActedUpon())
        .containsExactly("api.cors_enabled", "api.rate_limit");
  }

  static ConfigResult load(Map<String, String> environment, Map<String, String> flags) {
    return ConfigLoader.load(
        new ConfigSources(
            Map.of(),
            Path.of("/nowhere"),
            Path.of("/nowhere"),
            Optional.empty(),
            environment,
            flags));
  }

  private static ServerConfig config(ConfigResult result) {
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return ((ConfigResult.Valid) result).config();
  }

  private static List<Problem> problems(ConfigResult result) {
    assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
    return ((ConfigResult.Invalid) result).problems();
  }
}
