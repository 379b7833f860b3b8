package org.ozmonitor.server.codec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.problem.Problems;

/// What a document is checked against besides itself: secrets that must resolve and scripts that
/// must exist. Immutable, thread-safe.
public final class Surroundings {
  private static final Surroundings UNCHECKED = new Surroundings(Optional.empty(), List.of());

  private final Optional<Secrets> secrets;
  private final List<Path> scriptRoots;

  private Surroundings(Optional<Secrets> secrets, List<Path> scriptRoots) {
    this.secrets = secrets;
    this.scriptRoots = List.copyOf(scriptRoots);
  }

  /// @param scriptRoots directories that relative script paths start from, the first that has it
  ///     wins
  public static Surroundings of(Secrets secrets, List<Path> scriptRoots) {
    return new Surroundings(Optional.of(secrets), scriptRoots);
  }

  /// For documents that were checked when they were stored: every node must read them alike.
  public static Surroundings unchecked() {
    return UNCHECKED;
  }

  Optional<String> reveal(SecretValue secret, Place place, Problems problems) {
    return secrets.flatMap(known -> known.find(secret, place.toString(), problems));
  }

  void checkScript(ScriptFile script, Place place, Problems problems) {
    if (secrets.isPresent()) {
      script.check(scriptRoots, place, problems);
    }
  }
}
