package org.ozmonitor.server.bootstrap;

import java.util.List;
import org.ozmonitor.core.evm.EvmEngine;
import org.ozmonitor.core.filter.ChainEngine;

/// The chains of this version.
final class Chains {
  static final List<ChainEngine> ENGINES = List.of(new EvmEngine());

  private Chains() {}
}
