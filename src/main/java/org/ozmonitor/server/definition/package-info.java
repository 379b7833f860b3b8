/// Where definitions come from and where they are kept: the configuration tree of `--config-dir`
/// and the configuration log.
///
/// Entry points: {@link DefinitionModule} for a node, {@link ConfigurationCheck} and {@link
/// ConfigurationTree} for commands, {@link ConfigurationLog} for readers of one version. Files are
/// read on worker threads; everything else runs on the caller's context.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.definition;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
