package org.ozmonitor.core.filter;

import java.util.Optional;
import org.ozmonitor.core.definition.Network;

/// What matches say of the network they stand on. Immutable.
///
/// @param slug the slug that matches carry
/// @param confirmations the depth at which blocks of the network are evaluated
/// @param explorerUrl begin of links to a block explorer, without a slash at its end
public record NetworkFacts(String slug, long confirmations, Optional<String> explorerUrl) {
  /// The facts of a configured network.
  public static NetworkFacts of(Network network) {
    return new NetworkFacts(network.slug(), network.confirmationBlocks(), network.explorerUrl());
  }

  /// A network of which nothing but its slug is known.
  public static NetworkFacts named(String slug) {
    return new NetworkFacts(slug, 0, Optional.empty());
  }
}
