package org.ozmonitor.server.bootstrap;

/// Does what a command asks for.
interface CommandRunner {
  /// Blocks until it is done. Returns the exit code: 0 done, 1 failed, 2 wrong usage.
  int run(Command command);
}
