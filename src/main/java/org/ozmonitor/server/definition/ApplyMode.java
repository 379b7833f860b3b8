package org.ozmonitor.server.definition;

/// What becomes of what a tenant has and documents do not name.
public enum ApplyMode {
  /// What came from a tree ends, the rest stays.
  TREE,
  /// Everything stays.
  ADD,
  /// Everything ends.
  REPLACE
}
