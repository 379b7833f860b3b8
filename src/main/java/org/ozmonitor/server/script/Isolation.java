package org.ozmonitor.server.script;

/// How far a script is kept from the rest of the machine.
public enum Isolation {
  /// A process of the node's user with the node's environment, without the node's own secrets.
  TRUSTED,
  /// Without network, with a read-only file system that holds programs only, a user of its own, and
  /// bounds on memory, CPU time, processes, files and output. Linux only.
  SANDBOXED
}
