package org.ozmonitor.server.config;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The roles of a node in one word.
public enum ServiceMode {
  ALL,
  WORKER,
  BLOCK_WATCHER,
  LOAD_BALANCER,
  API,
  DELIVERY;

  /// The mode of that name, with `-`, `_` or nothing between its words.
  public static Optional<ServiceMode> find(String word) {
    return Settings.Words.find(ServiceMode.class, word);
  }

  /// A worker sends as well: whoever runs one process per mode known from the predecessor has no
  /// `delivery` and no `load-balancer`, and neither an alert nor a tenant must wait for ever. Roles
  /// given by name separate them.
  public Set<Role> roles() {
    return switch (this) {
      case ALL -> EnumSet.allOf(Role.class);
      case WORKER -> EnumSet.of(Role.WORKER, Role.DELIVERY, Role.LOAD_BALANCER);
      case BLOCK_WATCHER -> EnumSet.of(Role.BLOCK_WATCHER, Role.LOAD_BALANCER);
      case LOAD_BALANCER -> EnumSet.of(Role.LOAD_BALANCER);
      case API -> EnumSet.of(Role.API);
      case DELIVERY -> EnumSet.of(Role.DELIVERY);
    };
  }

  /// As written in files and arguments: `block-watcher`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
