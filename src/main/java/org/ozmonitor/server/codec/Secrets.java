package org.ozmonitor.server.codec;

import java.util.Map;
import java.util.Optional;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;

/// Finds what a secret value stands for. Never logs a value. Immutable, thread-safe.
public final class Secrets {
  private final Map<String, String> environment;

  /// @param environment the variables that documents may name
  public Secrets(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// What came of looking for a secret.
  public sealed interface Resolution {
    /// The secret itself. Its text form never shows it.
    record Found(String value) implements Resolution {
      @Override
      public String toString() {
        return "***";
      }
    }

    /// There is none to be had.
    record Unavailable(Problem problem) implements Resolution {}
  }

  /// The secret that `secret` stands for.
  ///
  /// @param place where the document names it
  public Resolution resolve(SecretValue secret, String place) {
    return switch (secret.type()) {
      case PLAIN -> new Resolution.Found(secret.value());
      case ENVIRONMENT -> variable(secret.value(), place);
      case HASHICORP_CLOUD_VAULT ->
          unavailable(
              place,
              "secret.vault.unavailable",
              "names a secret of HashiCorp Cloud Vault, which is not available yet");
    };
  }

  /// As {@link #resolve}; what is unavailable is recorded as an error.
  Optional<String> find(SecretValue secret, String place, Problems problems) {
    return switch (resolve(secret, place)) {
      case Resolution.Found(String value) -> Optional.of(value);
      case Resolution.Unavailable(Problem problem) -> {
        problems.error(problem.place(), problem.rule(), problem.message());
        yield Optional.empty();
      }
    };
  }

  private Resolution variable(String name, String place) {
    String value = environment.get(name);
    return value == null
        ? unavailable(
            place,
            "secret.environment.missing",
            "names the environment variable " + name + ", which is not set")
        : new Resolution.Found(value);
  }

  private static Resolution unavailable(String place, String rule, String message) {
    return new Resolution.Unavailable(new Problem(Problem.Severity.ERROR, place, rule, message));
  }
}
