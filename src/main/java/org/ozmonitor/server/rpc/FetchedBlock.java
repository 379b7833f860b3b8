package org.ozmonitor.server.rpc;

import io.vertx.core.buffer.Buffer;
import org.ozmonitor.core.chain.BlockHeader;

/// A verified block. The payload is not to be changed.
///
/// @param payload EVM: `{"block":…,"receipts":…}` with the node's bytes inside
/// @param source the endpoint that sent it
public record FetchedBlock(BlockHeader header, Buffer payload, Endpoint source) {}
