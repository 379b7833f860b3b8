package org.ozmonitor.server.definition;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.ozmonitor.server.codec.Secrets;

/// A configuration tree in a directory of a test: sound unless the test breaks it.
final class TreeBuilder {
  private final Path directory;

  TreeBuilder(Path directory) {
    this.directory = directory;
    for (String kind : TreeFiles.KINDS) {
      try {
        Files.createDirectories(directory.resolve(kind));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// A tree with one network, one trigger and one monitor.
  static TreeBuilder sound(Path directory) {
    return new TreeBuilder(directory)
        .network("eth")
        .file("triggers/hooks.json", "{\"hook\": " + webhookJson("Hook") + "}")
        .monitor("usdc", "USDC", "eth", "hook");
  }

  static String networkJson(String slug, String name) {
    return """
    {"network_type": "EVM", "slug": "%s", "name": "%s", "block_time_ms": 12000,
     "confirmation_blocks": 12, "rpc_urls": [
       {"type_": "rpc", "url": {"type": "plain", "value": "https://node"}, "weight": 100}]}
    """
        .formatted(slug, name);
  }

  static String webhookJson(String name) {
    return """
    {"name": "%s", "trigger_type": "webhook", "config": {
      "url": {"type": "plain", "value": "https://receiver"}, "payload_mode": "raw",
      "headers": {"Authorization": "x"}}}
    """
        .formatted(name);
  }

  static String monitorJson(String name, String network, String... triggers) {
    return """
    {"name": "%s", "networks": ["%s"], "paused": false, "addresses": [],
     "match_conditions": {"functions": [], "events": [{"signature": "E()"}], "transactions": []},
     "trigger_conditions": [], "triggers": [%s]}
    """
        .formatted(
            name,
            network,
            Arrays.stream(triggers).map(key -> "\"" + key + "\"").collect(Collectors.joining(",")));
  }

  @CanIgnoreReturnValue
  TreeBuilder network(String slug) {
    return file("networks/" + slug + ".json", networkJson(slug, slug));
  }

  @CanIgnoreReturnValue
  TreeBuilder monitor(String stem, String name, String network, String... triggers) {
    return file("monitors/" + stem + ".json", monitorJson(name, network, triggers));
  }

  @CanIgnoreReturnValue
  TreeBuilder file(String path, String text) {
    try {
      Files.createDirectories(directory.resolve(path).getParent());
      Files.writeString(directory.resolve(path), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  @CanIgnoreReturnValue
  TreeBuilder remove(String path) {
    try {
      Files.delete(directory.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  ConfigurationTree read() {
    return ConfigurationTree.read(directory, new Secrets(Map.of()));
  }
}
