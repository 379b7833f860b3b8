package org.ozmonitor.server.bootstrap;

import java.util.Optional;

/// What an operator wants to know of workers, or wants them to do.
sealed interface BalanceAction {
  /// Show workers and their load.
  record Workers(boolean json) implements BalanceAction {}

  /// Show which worker evaluates which tenant.
  ///
  /// @param tenant slug of the only one; empty: all
  /// @param limit of the list
  record Assignments(Optional<String> tenant, boolean json, int limit) implements BalanceAction {}

  /// Even workers out.
  ///
  /// @param waits for the leader's answer
  record Rebalance(boolean waits) implements BalanceAction {}

  /// Have a worker's tenants go to others, and give it no new ones.
  ///
  /// @param cancel take that back
  /// @param waits until it has none
  record Drain(String worker, boolean cancel, boolean waits) implements BalanceAction {}

  /// Give a tenant to a worker.
  ///
  /// @param tenant slug
  /// @param waits for the leader's answer
  record Move(String tenant, String worker, boolean waits) implements BalanceAction {}
}
