package org.ozmonitor.core.definition;

/// A script that conditions or triggers name by its path. Immutable.
///
/// @param path as they write it
/// @param content its text, at most 1 MiB
public record FilterScript(String path, String content) {
  /// Bytes of a script in UTF-8.
  public static final int MAX_BYTES = 1 << 20;
}
