package org.ozmonitor.server.definition;

/// What a configuration tree changed. Immutable.
///
/// @param version the newest version: a new one when something changed
/// @param begun revisions that began
/// @param ended entities that ended
/// @param complete whether the configuration is now what the tree says; if not, apply it again
public record ApplyResult(long version, int begun, int ended, boolean complete) {
  public boolean changed() {
    return begun + ended > 0;
  }
}
