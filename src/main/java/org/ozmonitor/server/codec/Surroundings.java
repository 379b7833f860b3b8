package org.ozmonitor.server.codec;

import java.util.List;
import java.util.Optional;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.problem.Problems;

/// What a document is checked against besides itself: secrets that must resolve and scripts that
/// must exist. Immutable, thread-safe.
public final class Surroundings {
  private static final Surroundings UNCHECKED =
      new Surroundings(Optional.empty(), new ScriptRoots(List.of(), Optional.empty()));

  private final Optional<Secrets> secrets;
  private final ScriptRoots scripts;

  private Surroundings(Optional<Secrets> secrets, ScriptRoots scripts) {
    this.secrets = secrets;
    this.scripts = scripts;
  }

  public static Surroundings of(Secrets secrets, ScriptRoots scripts) {
    return new Surroundings(Optional.of(secrets), scripts);
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
      script.check(scripts, place, problems);
    }
  }
}
