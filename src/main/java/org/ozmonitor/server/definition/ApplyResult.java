package org.ozmonitor.server.definition;

/// What a configuration tree changed. Immutable.
///
/// @param version the newest version: a new one when something changed
/// @param begun revisions that began
/// @param ended entities that ended
public record ApplyResult(long version, int begun, int ended) {
  public boolean changed() {
    return begun + ended > 0;
  }
}
