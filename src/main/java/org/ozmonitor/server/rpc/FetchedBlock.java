package org.ozmonitor.server.rpc;

import org.ozmonitor.core.chain.BlockHeader;

/// A verified block. Immutable.
public final class FetchedBlock {
  private final BlockHeader header;
  private final byte[] payload;
  private final Endpoint source;

  /// @param payload not to be changed any more
  public FetchedBlock(BlockHeader header, byte[] payload, Endpoint source) {
    this.header = header;
    this.payload = payload;
    this.source = source;
  }

  public BlockHeader header() {
    return header;
  }

  /// EVM: `{"block":…,"receipts":…}` with the node's bytes inside; not to be changed.
  public byte[] payload() {
    return payload;
  }

  /// The endpoint that sent it.
  public Endpoint source() {
    return source;
  }
}
