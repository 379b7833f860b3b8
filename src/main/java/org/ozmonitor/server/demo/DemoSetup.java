package org.ozmonitor.server.demo;

import java.nio.file.Path;

/// What a node needs to take part in a demo. Immutable.
///
/// @param configDirectory a configuration tree, for `--config-dir`
/// @param dataDirectory fresh: a database of an earlier run knows another chain of the same name
/// @param network slug of the simulated network
public record DemoSetup(Path configDirectory, Path dataDirectory, String network) {}
