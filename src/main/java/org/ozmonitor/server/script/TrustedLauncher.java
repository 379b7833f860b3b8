package org.ozmonitor.server.script;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.core.script.ScriptLanguage;

/// Runs scripts as plain processes with the node's environment and working directory, each the
/// leader of a session of its own. Should the node be killed, `timeout` ends what it left behind.
final class TrustedLauncher implements Launcher {
  /// Settings of the node hold passwords and tokens; scripts that OpenZeppelin Monitor runs do not
  /// need them.
  private static final List<String> KEPT_BACK = List.of("OZ_MONITOR_", "VAULT_", "HCP_");

  private static final List<String> KEPT_BACK_NAMES = List.of("DATABASE_URL", "REDIS_URL");
  private static final Duration GRACE = Duration.ofSeconds(5);

  @Override
  public ProcessBuilder prepare(Launch launch) {
    ScriptLanguage language = launch.language();
    List<String> command = new ArrayList<>(List.of("setsid", "timeout", "--signal=KILL"));
    command.add(Long.toString(launch.timeout().plus(GRACE).toSeconds() + 1));
    command.addAll(
        launch
            .file()
            .map(file -> language.commandOfFile(file.toString()))
            .orElseGet(() -> language.command(launch.content())));
    var builder = new ProcessBuilder(command);
    keepBack(builder.environment());
    builder.environment().putAll(launch.environment());
    return builder;
  }

  static void keepBack(Map<String, String> environment) {
    environment
        .keySet()
        .removeIf(
            name ->
                KEPT_BACK_NAMES.contains(name) || KEPT_BACK.stream().anyMatch(name::startsWith));
  }

  /// Descendants first: one that left the group is found only while its parents live.
  @Override
  public void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    try {
      Process killer =
          new ProcessBuilder("sh", "-c", "kill -KILL -- \"-$0\"", Long.toString(process.pid()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      var _ = killer.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      process.destroyForcibly(); // what else it started was killed above
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  @Override
  public Optional<Long> memoryBytes() {
    return Optional.empty();
  }
}
