package org.ozmonitor.core.problem;

/// One thing that is wrong with an input. Immutable.
///
/// @param severity whether the input is refused
/// @param place where: a file and a JSON path (`monitors/usdc.json: addresses[0].address`) or a
/// configuration key
/// @param rule a short stable name of the rule that is broken (`network.slug.characters`)
/// @param message what is wrong and what would be right, for people; never holds a secret
public record Problem(Severity severity, String place, String rule, String message) {
  /// Whether a problem refuses its input.
  public enum Severity {
    ERROR,
    WARNING
  }

  @Override
  public String toString() {
    return place + ": " + message + " [" + rule + "]";
  }
}
