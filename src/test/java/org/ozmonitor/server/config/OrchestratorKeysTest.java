package org.ozmonitor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The 21 keys of the predecessor: by file, by environment, wrong, and documented.
class OrchestratorKeysTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([a-z_.]+)` \\| (.*) \\| (.*) \\|$");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");

  @TempDir private Path directory;

  /// @param good differs from the default
  record Key(String name, String good, String bad) {
    String variable() {
      return "OZ_MONITOR_" + name.toUpperCase(Locale.ROOT).replace(".", "__");
    }

    String yaml(String value) {
      int dot = name.indexOf('.');
      return dot < 0
          ? "%s: %s\n".formatted(name, value)
          : "%s:\n  %s: %s\n".formatted(name.substring(0, dot), name.substring(dot + 1), value);
    }
  }

  static List<Key> keys() {
    return List.of(
        new Key("database_url", "postgresql://a:b@c:5432/d", "mysql://x"),
        new Key("redis_url", "redis://c:6379", "http://x"),
        new Key("service_mode", "worker", "boss"),
        new Key("worker.max_tenants_per_worker", "7", "0"),
        new Key("worker.health_check_interval", "7s", "4s"),
        new Key("worker.tenant_reload_interval", "31s", "29s"),
        new Key("block_cache.block_ttl", "7", "0"),
        new Key("block_cache.latest_block_ttl", "7", "0"),
        new Key("block_cache.key_prefix", "other", "\"\""),
        new Key("load_balancer.strategy", "least_loaded", "fairest"),
        new Key("load_balancer.max_tenants_per_worker", "7", "0"),
        new Key("load_balancer.rebalance_threshold", "0.7", "1.1"),
        new Key("load_balancer.min_rebalance_interval", "61s", "59s"),
        new Key("block_watcher.channel_buffer_size", "7", "0"),
        new Key("block_watcher.max_blocks_per_fetch", "7", "0"),
        new Key("block_watcher.retry_attempts", "7", "0"),
        new Key("block_watcher.retry_delay_ms", "7", "0"),
        new Key("api.host", "localhost", "\"\""),
        new Key("api.port", "7", "65536"),
        new Key("api.cors_enabled", "false", "maybe"),
        new Key("api.rate_limit", "7", "0"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void isReadFromAFileAndFromTheEnvironment(Key key) throws IOException {
    ServerConfig byDefault = valid(load("", Map.of()));

    ServerConfig byFile = valid(load(key.yaml(key.good()), Map.of()));
    ServerConfig byEnvironment = valid(load("", Map.of(key.variable(), key.good())));

    assertThat(byFile).isEqualTo(byEnvironment).isNotEqualTo(byDefault);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void stopsTheStartWithItsNameWhenItIsWrong(Key key) throws IOException {
    String plain = key.bad().replace("\"", "");
    for (ConfigResult result :
        List.of(load(key.yaml(key.bad()), Map.of()), load("", Map.of(key.variable(), plain)))) {
      assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
      assertThat(((ConfigResult.Invalid) result).problems())
          .singleElement()
          .satisfies(problem -> assertThat(problem.toString()).contains(key.name()));
    }
  }

  @Test
  void allOfThemAreInTheTableWithATestThatExists() throws IOException {
    List<MatchResult> rows = rows();
    assertThat(rows.stream().map(row -> row.group(1)))
        .containsExactlyElementsOf(keys().stream().map(Key::name).toList());
    Set<String> tests = tests();
    for (MatchResult row : rows) {
      List<String> named = TEST.matcher(row.group(3)).results().map(test -> test.group(1)).toList();
      assertThat(named).as(row.group()).isNotEmpty();
      assertThat(tests).containsAll(named);
    }
  }

  @Test
  void thoseThatDoNothingAreMarkedAndNoOthers() throws IOException {
    for (MatchResult row : rows()) {
      String key = row.group(1);
      Key known = keys().stream().filter(it -> it.name().equals(key)).findFirst().orElseThrow();
      ConfigResult.Valid result =
          (ConfigResult.Valid) load("", Map.of(known.variable(), known.good()));

      assertThat(row.group(2).contains("(not yet)"))
          .as(key)
          .isEqualTo(result.notActedUpon().contains(key));
    }
  }

  private ConfigResult load(String yaml, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(directory.resolve("config.yaml"), yaml);
    return ConfigLoader.load(
        new ConfigSources(
            Map.of(), Path.of("/nowhere"), directory, Optional.of(file), environment, Map.of()));
  }

  private static ServerConfig valid(ConfigResult result) {
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    return ((ConfigResult.Valid) result).config();
  }

  private static List<MatchResult> rows() throws IOException {
    String document = Files.readString(Path.of("docs/configuration.md"));
    int from = document.indexOf("## Keys of the predecessor");
    return ROW.matcher(document.substring(from, document.indexOf("\n## ", from)))
        .results()
        .toList();
  }

  private static Set<String> tests() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .collect(Collectors.toSet());
    }
  }
}
