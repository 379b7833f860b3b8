package org.ozmonitor.core.definition;

/// A value that may be secret: given plainly, or by the name of the place that holds it. Immutable;
/// its text form never
/// shows the value.
///
/// @param type where the value comes from
/// @param value the secret itself for {@link Type#PLAIN}, else a name
public record SecretValue(Type type, String value) {
  /// Where a secret comes from, spelled in any letter case in documents.
  public enum Type {
    PLAIN,
    ENVIRONMENT,
    HASHICORP_CLOUD_VAULT,
    /// A vault of one's own, which upstream does not know; the name is a {@link VaultPath}.
    HASHICORP_VAULT
  }

  public static SecretValue plain(String value) {
    return new SecretValue(Type.PLAIN, value);
  }

  @Override
  public String toString() {
    return type == Type.PLAIN ? "***" : type + ":" + value;
  }
}
