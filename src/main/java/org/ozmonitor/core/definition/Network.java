package org.ozmonitor.core.definition;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.Finality;

/// A network as configured. Immutable. Rules: `docs/configuration.md`.
///
/// @param blockTimeMs expected distance of blocks, at least 100 ms
/// @param confirmationBlocks depth at which a block counts as confirmed; 0 = at once, or as the
///     chain says where `finality` is given
/// @param cronSchedule when the head is asked for, in UTC; empty = in the rhythm of its blocks
/// @param maxPastBlocks bound on catch-up, or empty; `"unlimited"` is empty too
/// @param storeBlocks whether the blocks fetched last are written to a file
/// @param startBlock first block to evaluate when the network is new
/// @param detectAtHead `detect_at: head`
/// @param skipWhenBehind allows `maxPastBlocks` to skip blocks
/// @param explorerUrl begin of links to a block explorer, without a slash at its end
/// @param finality what the chain must call a block before it counts as confirmed, in place of a
///     number of confirmations
/// @param recovery how missed blocks are made up for
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
    Optional<String> explorerUrl,
    Optional<Finality> finality,
    Recovery recovery) {
  public Network {
    endpoints = List.copyOf(endpoints);
  }

  /// A network that waits for a number of confirmations and makes up for nothing.
  public Network(
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
    this(
        name,
        chain,
        slug,
        endpoints,
        blockTimeMs,
        confirmationBlocks,
        cronSchedule,
        maxPastBlocks,
        storeBlocks,
        chainId,
        startBlock,
        detectAtHead,
        skipWhenBehind,
        explorerUrl,
        Optional.empty(),
        Recovery.NONE);
  }

  /// One endpoint of a network.
  ///
  /// @param type `rpc` or `ws_rpc`
  /// @param weight 0–100; 0 = not used
  public record RpcEndpoint(String type, SecretValue url, int weight) {}

  /// `recovery_config`: missed blocks are tried again on a schedule of their own.
  ///
  /// @param cronSchedule in UTC
  /// @param maxBlockAge blocks further behind the confirmed head are given up
  /// @param maxRetries how often a block is tried
  public record Recovery(
      boolean enabled,
      String cronSchedule,
      long maxBlocksPerRun,
      long maxBlockAge,
      long maxRetries,
      long retryDelayMs) {
    /// Nothing is tried again.
    public static final Recovery NONE = new Recovery(false, "", 0, 0, 0, 0);
  }
}
