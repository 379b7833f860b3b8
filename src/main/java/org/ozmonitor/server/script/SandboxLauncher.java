package org.ozmonitor.server.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ozmonitor.core.script.ScriptLanguage;

/// Runs scripts in a world of their own: see `sandbox.sh`. Needs Linux with user namespaces, and
/// `bash`, `unshare`, `setpriv` and `prlimit`.
///
/// A process of this kind is the parent of the first one of a process namespace. It takes that one
/// along when it dies, and with it the kernel ends all others.
final class SandboxLauncher implements Launcher {
  /// Users that own nothing, one for each place: bounds on processes are counted by user. Above
  /// what
  /// systemd and containers hand out.
  private static final long FIRST_USER = 2_000_000_000L;

  /// What V8 reserves of addresses, without using it.
  private static final long ADDRESSES_OF_JAVASCRIPT = 1L << 30;

  /// A script in a file is opened before the file is out of sight.
  private static final String FILE = "/dev/fd/3";

  /// Files of memory that no process maps count for none: should a script use up the machine, or
  /// the container, the system ends it and not the node. A script can take this back for each of
  /// its own processes, but not for the one that stays outside, with which all others end.
  private static final String FIRST_TO_GO = "{ echo 1000 >/proc/self/oom_score_adj; } 2>&-\n";

  private static final String AS_ROOT =
      """
      chmod 666 /proc/self/fd/1 /proc/self/fd/2 || exit
      user=$1; shift
      exec setpriv --reuid "$user" --regid "$user" --clear-groups "$@"\
      """;

  private static final String AS_USER = "shift; exec setpriv \"$@\"";
  private static final String WITH_FILE = "exec 3<\"$1\" || exit; shift\n";

  private static final List<Path> PROGRAMS = List.of(Path.of("/usr/bin"), Path.of("/usr/lib"));

  private static final List<String> NAMESPACES =
      List.of(
          "--pdeathsig=KILL",
          "--no-new-privs",
          "unshare",
          "--user",
          "--map-root-user",
          "--mount",
          "--net",
          "--pid",
          "--ipc",
          "--uts",
          "--fork",
          "--kill-child=KILL");

  private final ScriptSettings settings;
  private final boolean isRoot;
  private final String world;

  SandboxLauncher(ScriptSettings settings) {
    this.settings = settings;
    this.isRoot = ownUser().equals(Optional.of(0));
    this.world = resource();
  }

  @Override
  public ProcessBuilder prepare(Launch launch) {
    String before =
        FIRST_TO_GO + (launch.file().isPresent() ? WITH_FILE : "") + (isRoot ? AS_ROOT : AS_USER);
    List<String> command = new ArrayList<>(List.of("bash", "-c", before, "sandbox"));
    launch.file().ifPresent(file -> command.add(file.toString()));
    command.add(Long.toString(FIRST_USER + launch.slot()));
    command.addAll(NAMESPACES);
    command.addAll(List.of("bash", "-c", world, "sandbox"));
    command.addAll(limits(launch));
    List<String> hidden = hidden();
    command.add(Integer.toString(hidden.size()));
    command.addAll(hidden);
    command.add("env");
    launch.environment().forEach((name, value) -> command.add(name + "=" + value));
    ScriptLanguage language = launch.language();
    command.addAll(
        launch.file().isPresent()
            ? language.commandOfFile(FILE)
            : language.command(launch.content()));
    var builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    builder.environment().clear();
    builder
        .environment()
        .put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    return builder;
  }

  /// What holds the programs themselves cannot be hidden.
  private List<String> hidden() {
    return settings.hidden().stream()
        .map(path -> path.toAbsolutePath().normalize())
        .filter(path -> PROGRAMS.stream().noneMatch(it -> it.startsWith(path)))
        .map(Path::toString)
        .toList();
  }

  private List<String> limits(Launch launch) {
    long memory = settings.memoryBytes();
    long addresses =
        launch.language() == ScriptLanguage.JAVASCRIPT ? memory + ADDRESSES_OF_JAVASCRIPT : memory;
    return List.of(
        Long.toString(addresses),
        Long.toString(memory),
        Long.toString(launch.timeout().toSeconds() + 1));
  }

  @Override
  public void kill(Process process) {
    process.destroyForcibly();
  }

  @Override
  public Optional<Long> memoryBytes() {
    return Optional.of(settings.memoryBytes());
  }

  /// Empty where the system does not tell.
  private static Optional<Integer> ownUser() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer user
          ? Optional.of(user)
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String resource() {
    try (InputStream in = SandboxLauncher.class.getResourceAsStream("sandbox.sh")) {
      return new String(
          Objects.requireNonNull(in, "sandbox.sh is packed with the classes").readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
