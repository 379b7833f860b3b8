package org.ozmonitor.server.notification;

import java.util.concurrent.atomic.AtomicInteger;

/// Counts the claims that a node may hold in memory. Thread-safe.
final class Slots {
  private final int capacity;
  private final AtomicInteger free;
  private volatile boolean open;

  Slots(int capacity) {
    this.capacity = capacity;
    this.free = new AtomicInteger(capacity);
  }

  void open() {
    open = true;
  }

  /// From now on nothing is reserved.
  void close() {
    open = false;
  }

  int reserve(int wanted) {
    if (!open || wanted <= 0) {
      return 0;
    }
    int before = free.getAndUpdate(left -> left - Math.min(left, wanted));
    return Math.min(before, wanted);
  }

  void release(int unused) {
    int now = free.addAndGet(unused);
    if (now > capacity) {
      throw new IllegalStateException("more slots released than reserved");
    }
  }

  boolean isOpen() {
    return open;
  }

  int capacity() {
    return capacity;
  }

  /// What one poll may take, so that fresh deliveries find slots while it runs.
  int half() {
    return (capacity + 1) / 2;
  }

  int inUse() {
    return capacity - free.get();
  }
}
