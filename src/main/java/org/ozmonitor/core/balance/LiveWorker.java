package org.ozmonitor.core.balance;

/// A worker that gives signs of life, as the planner sees it. Immutable.
///
/// @param accepting false while it drains: it works on, gets nothing new, and loses what it has
public record LiveWorker(String id, boolean accepting, WorkerLoad load) {}
