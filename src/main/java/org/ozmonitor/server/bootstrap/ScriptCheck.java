package org.ozmonitor.server.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.server.definition.ConfigurationTree;
import org.ozmonitor.server.script.SandboxProbe;

/// Says whether this machine can run the scripts of a tree as they must be. Blocks; stateless.
final class ScriptCheck {
  private ScriptCheck() {}

  /// Nothing to say of a tree without scripts.
  static List<Problem> of(ConfigurationTree tree) {
    return tree.scripts().isEmpty() ? List.of() : of(sandboxFault());
  }

  private static List<Problem> of(Optional<String> fault) {
    var problems = new Problems();
    fault.ifPresent(
        reason ->
            problems.warning(
                "scripts",
                "script.isolation.missing",
                "cannot be isolated on this machine (%s): those of tenants are refused, these too"
                        .formatted(reason)
                    + " with scripts.isolation: sandboxed"));
    return problems.all();
  }

  private static Optional<String> sandboxFault() {
    try {
      Path directory = Files.createTempDirectory("ozmonitor-check");
      try {
        return SandboxProbe.fault(directory, System::nanoTime);
      } finally {
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
