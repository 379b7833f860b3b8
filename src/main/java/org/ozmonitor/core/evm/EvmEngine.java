package org.ozmonitor.core.evm;

import java.util.Collection;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmBlockDecoder;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.filter.NetworkFacts;
import org.ozmonitor.core.filter.PayloadException;
import org.ozmonitor.core.problem.Problems;

/// The engine of EVM chains. A payload is `{"block":…,"receipts":…}`: the results of
/// `eth_getBlockByNumber` with full transactions and of `eth_getBlockReceipts`, as the node sent
/// them. Thread-safe, without state.
public final class EvmEngine implements ChainEngine {
  @Override
  public ChainKind chain() {
    return ChainKind.EVM;
  }

  @Override
  public void check(String place, Monitor monitor, Problems problems) {
    new EvmMonitorCheck(place, monitor, problems).run();
  }

  @Override
  public MonitorIndex compile(
      NetworkFacts network, Collection<ActiveMonitor> monitors, Problems problems) {
    return index(network, monitors, problems);
  }

  /// Compiles monitors to an index that also gives matches as values.
  public EvmIndex index(
      NetworkFacts network, Collection<ActiveMonitor> monitors, Problems problems) {
    return EvmIndex.compile(network, monitors, problems);
  }

  @Override
  public BlockHeader header(byte[] payload) {
    EvmBlock block = EvmBlockDecoder.decode(payload);
    Word hash = block.hash().orElseThrow(() -> new PayloadException("block.hash is missing"));
    Word parent =
        block.parentHash().orElseThrow(() -> new PayloadException("block.parentHash is missing"));
    return new BlockHeader(
        new BlockRef(block.number(), hash.hex()), parent.hex(), block.timestamp());
  }
}
