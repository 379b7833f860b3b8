package org.ozmonitor.server.watch;

/// Nothing was appended: the lease is no longer ours, the log does not end where it was planned
/// from, or an endpoint contradicted itself. The next cycle, if there is one, reads the log's end
/// again.
final class LogMovedException extends Exception {
  private static final long serialVersionUID = 1L;

  LogMovedException(String message) {
    super(message);
  }
}
