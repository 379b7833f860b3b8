package org.ozmonitor.core.definition;

import java.util.Arrays;
import java.util.Optional;

/// A secret of a HashiCorp Vault with a KV version 2 engine, as documents name it:
/// `mount/path#key`. Immutable.
///
/// @param mount where the engine is mounted: the part before the first slash
/// @param path below the mount, without slashes at its ends
/// @param key member of the secret's data
public record VaultPath(String mount, String path, String key) {
  /// The form that {@link #parse} takes, for messages.
  public static final String FORM = "mount/path#key";

  /// Empty when the text has another form.
  public static Optional<VaultPath> parse(String text) {
    int hash = text.indexOf('#');
    int slash = text.indexOf('/');
    if (slash < 1 || hash < slash + 2 || hash == text.length() - 1) {
      return Optional.empty();
    }
    var parsed =
        new VaultPath(
            text.substring(0, slash), text.substring(slash + 1, hash), text.substring(hash + 1));
    boolean plain =
        Arrays.stream(text.substring(0, hash).split("/", -1))
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    return plain ? Optional.of(parsed) : Optional.empty();
  }

  @Override
  public String toString() {
    return mount + "/" + path + "#" + key;
  }
}
