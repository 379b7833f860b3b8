package org.ozmonitor.server.bootstrap;

/// What came of reading the command line.
sealed interface ParsedCommandLine {
  /// Run this.
  record Run(Command command) implements ParsedCommandLine {}

  /// Show this text; nothing is wrong.
  record Help(String text) implements ParsedCommandLine {}

  /// The arguments are wrong; `message` names the one and what may be meant.
  record Wrong(String message) implements ParsedCommandLine {}
}
