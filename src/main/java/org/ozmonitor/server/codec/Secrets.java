package org.ozmonitor.server.codec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;

/// Finds what a secret value stands for, as far as this process knows by itself: plain values and
/// variables of the environment. Never logs a value. Immutable, thread-safe.
public final class Secrets {
  /// Every variable may be named.
  public static final List<String> ANY_VARIABLE = List.of("*");

  /// What opens more than one secret: only a pattern without `*` can allow it.
  private static final Pattern OWN =
      Pattern.compile("OZ_MONITOR_.*|DATABASE_URL|VAULT_TOKEN|VAULT_SECRET_ID|HCP_CLIENT_SECRET");

  private static final List<String> CLOUD_VAULT =
      List.of("HCP_CLIENT_ID", "HCP_CLIENT_SECRET", "HCP_ORG_ID", "HCP_PROJECT_ID", "HCP_APP_NAME");

  private final Map<String, String> environment;
  private final List<Pattern> allowed;

  /// All variables may be named.
  public Secrets(Map<String, String> environment) {
    this(environment, ANY_VARIABLE);
  }

  /// @param environment of the process
  /// @param allowed names of the variables that documents may name, with `*` for any characters
  public Secrets(Map<String, String> environment, List<String> allowed) {
    this.environment = Map.copyOf(environment);
    this.allowed = allowed.stream().map(Secrets::pattern).toList();
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

    /// A vault keeps it, which must be asked.
    record Remote() implements Resolution {}

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
      case HASHICORP_CLOUD_VAULT, HASHICORP_VAULT -> vault(missing(secret.type()), place);
    };
  }

  /// The variables that a vault needs and that are not set; empty when it can be asked.
  public List<String> missing(SecretValue.Type vault) {
    return switch (vault) {
      case PLAIN, ENVIRONMENT -> List.of();
      case HASHICORP_CLOUD_VAULT -> CLOUD_VAULT.stream().filter(name -> !isSet(name)).toList();
      case HASHICORP_VAULT ->
          Stream.concat(
                  Stream.of("VAULT_ADDR"),
                  isSet("VAULT_ROLE_ID") ? Stream.of("VAULT_SECRET_ID") : Stream.of("VAULT_TOKEN"))
              .filter(name -> !isSet(name))
              .toList();
    };
  }

  /// All variables of the process, whoever may name them.
  public Map<String, String> environment() {
    return environment;
  }

  /// As {@link #resolve}; what is unavailable is recorded as an error.
  Optional<String> find(SecretValue secret, String place, Problems problems) {
    return switch (resolve(secret, place)) {
      case Resolution.Found(String value) -> Optional.of(value);
      case Resolution.Remote() -> Optional.empty();
      case Resolution.Unavailable(Problem problem) -> {
        problems.error(problem.place(), problem.rule(), problem.message());
        yield Optional.empty();
      }
    };
  }

  private boolean isSet(String name) {
    return !environment.getOrDefault(name, "").isEmpty();
  }

  private Resolution variable(String name, String place) {
    if (allowed.stream().noneMatch(pattern -> pattern.matcher(name).matches())) {
      return unavailable(
          place,
          "secret.environment.forbidden",
          "names the environment variable " + name + ", which secrets.environment does not allow");
    }
    String value = environment.get(name);
    return value == null
        ? unavailable(
            place,
            "secret.environment.missing",
            "names the environment variable " + name + ", which is not set")
        : new Resolution.Found(value);
  }

  private static Resolution vault(List<String> missing, String place) {
    return missing.isEmpty()
        ? new Resolution.Remote()
        : unavailable(
            place,
            "secret.vault.unavailable",
            "names a secret of a vault that is not set up: %s must be set in the environment"
                .formatted(String.join(", ", missing)));
  }

  private static Pattern pattern(String allowed) {
    String name =
        Stream.of(allowed.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return allowed.contains("*")
        ? Pattern.compile("(?!(?:" + OWN + ")$)" + name)
        : Pattern.compile(name);
  }

  private static Resolution unavailable(String place, String rule, String message) {
    return new Resolution.Unavailable(new Problem(Problem.Severity.ERROR, place, rule, message));
  }
}
