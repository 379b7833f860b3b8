package org.ozmonitor.server.rpc;

/// Somebody who is told of new heads. Thread-safe.
@FunctionalInterface
public interface HeadSubscription {
  /// Nobody is told any more.
  void close();
}
