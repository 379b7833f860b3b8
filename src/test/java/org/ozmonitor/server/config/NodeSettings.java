package org.ozmonitor.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The settings of a node in a container.
final class NodeSettings {
  private NodeSettings() {}

  /// Fails where a setting is unknown, wrong, or does nothing.
  static ServerConfig config(Path file, ServiceMode mode, Map<String, String> environment) {
    ConfigResult result =
        ConfigLoader.load(
            new ConfigSources(
                Map.of(),
                file,
                Path.of("/nowhere"),
                Optional.empty(),
                environment,
                Map.of("service_mode", mode.toString())));
    assertThat(result).isInstanceOf(ConfigResult.Valid.class);
    ConfigResult.Valid valid = (ConfigResult.Valid) result;
    assertThat(valid.notActedUpon()).isEmpty();
    return valid.config();
  }
}
