package org.ozmonitor.server.bootstrap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ozmonitor.server.config.ScriptsConfig;
import org.ozmonitor.server.script.Isolation;
import org.ozmonitor.server.script.ScriptRunner;
import org.ozmonitor.server.script.ScriptSettings;

/// Wires the runner of scripts. Stateless.
final class NodeScripts {
  private NodeScripts() {}

  /// A runner that looks, in the background, whether scripts can be sandboxed here.
  static ScriptRunner start(
      Node node, NodeSetup setup, Ground ground, UnaryOperator<String> redaction) {
    ScriptRunner runner =
        new ScriptRunner(
            ground.vertx(), settings(setup), System::nanoTime, redaction, ground.registry());
    node.onStop("scripts", runner::stop);
    var _ = runner.start(); // the log says what comes of it
    return runner;
  }

  /// Programs may stand beside what a node keeps and is configured by: that stays hidden.
  private static ScriptSettings settings(NodeSetup setup) {
    ScriptsConfig scripts = setup.config().scripts();
    List<Path> hidden = new ArrayList<>(List.of(setup.config().dataDir(), Path.of("")));
    setup.trees().forEach(tree -> hidden.add(tree.directory()));
    return new ScriptSettings(
        switch (scripts.isolation()) {
          case TRUSTED -> Isolation.TRUSTED;
          case SANDBOXED -> Isolation.SANDBOXED;
        },
        scripts.maxParallel(),
        (long) scripts.memoryMib() << 20,
        scripts.maxTimeout(),
        setup.config().dataDir().resolve("scripts"),
        hidden);
  }
}
