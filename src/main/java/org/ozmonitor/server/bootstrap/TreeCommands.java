package org.ozmonitor.server.bootstrap;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.evm.EvmEngine;
import org.ozmonitor.core.filter.ChainEngine;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.server.definition.ConfigurationCheck;
import org.ozmonitor.server.definition.ConfigurationTree;
import org.ozmonitor.server.work.RunBlock;

/// Commands on a configuration tree that need no node: they open no database, join no cluster, run no
/// script and send nothing. Block.
final class TreeCommands {
  /// The chains of this version.
  static final List<ChainEngine> ENGINES = List.of(new EvmEngine());

  private static final long FETCH_SECONDS = 120;
}
