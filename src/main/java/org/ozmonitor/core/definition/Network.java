package org.ozmonitor.core.definition;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ozmonitor.core.chain.ChainKind;

/// A network as configured. Immutable. Rules: `docs/configuration.md`.
///
/// @param blockTimeMs expected distance of blocks, at least 100 ms
/// @param confirmationBlocks depth at which a block counts as confirmed; 0 = at once
/// @param cronSchedule parsed and kept; not acted upon yet, polling follows `blockTimeMs`
/// @param maxPastBlocks bound on catch-up, or empty; `"unlimited"` is empty too
/// @param startBlock first block to evaluate when the network is new
/// @param detectAtHead `detect_at: head`
/// @param skipWhenBehind allows `maxPastBlocks` to skip blocks
/// @param explorerUrl begin of links to a block explorer, without a slash at its end
public record Network(
    String name,
    ChainKind chain,
    String slug,
    List<RpcEndpoint> endpoints,
    long blockTimeMs,
    long confirmationBlocks,
    Optional<String> cronSchedule,
    OptionalLong maxPastBlocks,
    boolean storeBlocks,
    OptionalLong chainId,
    OptionalLong startBlock,
    boolean detectAtHead,
    boolean skipWhenBehind,
    Optional<String> explorerUrl) {
  public Network {
    endpoints = List.copyOf(endpoints);
  }

  /// One endpoint of a network.
  ///
  /// @param type `rpc` or `ws_rpc`
  /// @param weight 0–100; 0 = not used
  public record RpcEndpoint(String type, SecretValue url, int weight) {}
}
