package org.ozmonitor.server.watch;

/// The chain has no block in common with the log within the bound: the network stands still until
/// an
/// operator looks, or the endpoint returns to the log's chain.
final class ReorgTooDeepException extends Exception {
  private static final long serialVersionUID = 1L;

  ReorgTooDeepException(int depth) {
    super("no common block within " + depth + " blocks under the tip");
  }
}
