package org.ozmonitor.server.config;

import java.util.Locale;
import java.util.Optional;

/// What a node does; a node has one or more roles.
public enum Role {
  BLOCK_WATCHER,
  WORKER,
  LOAD_BALANCER,
  API,
  DELIVERY;

  /// The role of that name, with `-`, `_` or nothing between its words.
  public static Optional<Role> find(String word) {
    return Settings.Words.find(Role.class, word);
  }

  /// As written in files and arguments: `block-watcher`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
