package org.ozmonitor.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.server.config.Settings.Setting;

/// Merges all sources of settings and checks them, all problems at once. Blocks (reads files).
/// Uses no logger: the log's own settings come from here.
public final class ConfigLoader {
  private static final String PREFIX = "OZ_MONITOR_";

  /// Names without the prefix that manifests of the predecessor use.
  private static final Map<String, String> UNPREFIXED =
      Map.of(
          "DATABASE_URL", "database_url",
          "REDIS_URL", "redis_url",
          "SERVICE_MODE", "service_mode",
          "WORKER_ID", "node_id",
          "NETWORKS", "networks",
          "RUST_LOG", "log.level");

  /// Settings that are read and checked but that nothing acts upon yet; a section by its prefix.
  private static final List<String> NOT_ACTED_UPON = List.of("api.");

  private final Problems problems = new Problems();
  private final SequencedMap<String, Setting> settings = new LinkedHashMap<>();
  private final List<String> files = new ArrayList<>();

  private ConfigLoader() {}

  /// Reads `sources`.
  public static ConfigResult load(ConfigSources sources) {
    return new ConfigLoader().run(sources);
  }

  private ConfigResult run(ConfigSources sources) {
    sources.commandDefaults().forEach((key, value) -> put(key, value, "command"));
    readFile(sources.systemFile(), false);
    sources
        .file()
        .ifPresentOrElse(
            file -> readFile(file, true),
            () -> readFile(sources.workingDirectory().resolve("config.yaml"), false));
    readEnvironment(sources.environment());
    sources.flags().forEach((key, value) -> put(key, value, "command line"));
    Settings merged = new Settings(settings, problems);
    ServerConfig config = ServerConfig.read(merged);
    merged.refuseUnknown();
    if (problems.hasErrors()) {
      return new ConfigResult.Invalid(problems.errors());
    }
    List<String> ignored =
        merged.givenKeys().stream()
            .filter(key -> NOT_ACTED_UPON.stream().anyMatch(key::startsWith))
            .toList();
    return new ConfigResult.Valid(config, files, ignored);
  }

  private void readFile(Path file, boolean required) {
    if (!Files.exists(file)) {
      if (required) {
        problems.error(file.toString(), "config.file_not_found", "the file does not exist");
      }
      return;
    }
    files.add(file.toString());
    YamlFile.read(file, problems).forEach((key, value) -> put(key, value, file.toString()));
  }

  private void readEnvironment(Map<String, String> environment) {
    var sorted = new TreeMap<>(environment);
    sorted.forEach(
        (name, value) ->
            Optional.ofNullable(UNPREFIXED.get(name))
                .ifPresent(
                    key -> put(key, name.equals("RUST_LOG") ? logLevel(value) : value, name)));
    sorted.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            String key =
                name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace("__", ".");
            put(key, value, name);
          }
        });
  }

  /// The directive without a target in a list such as `info,hyper=warn`.
  private static String logLevel(String directives) {
    for (String directive : directives.split(",", -1)) {
      if (!directive.contains("=")) {
        return directive;
      }
    }
    return "info";
  }

  private void put(String key, Object value, String source) {
    settings.put(key, new Setting(value, source));
  }
}
