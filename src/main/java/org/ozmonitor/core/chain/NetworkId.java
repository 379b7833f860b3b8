package org.ozmonitor.core.chain;

import java.util.UUID;

/// The identity of a network; slug and chain id are attributes that do not change under one id.
/// Immutable.
public record NetworkId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
