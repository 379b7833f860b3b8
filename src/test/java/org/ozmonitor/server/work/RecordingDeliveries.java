package org.ozmonitor.server.work;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.ozmonitor.server.notification.ClaimedDelivery;
import org.ozmonitor.server.notification.FreshDeliveries;

/// Remembers what is handed on; has a few slots.
final class RecordingDeliveries implements FreshDeliveries {
  static final int SLOTS = 10;
  final AtomicInteger free = new AtomicInteger(SLOTS);
  final List<ClaimedDelivery> handedOn = new CopyOnWriteArrayList<>();
  volatile boolean dies;

  @Override
  public int reserve(int wanted) {
    int before = free.getAndUpdate(left -> left - Math.min(left, wanted));
    return Math.min(before, wanted);
  }

  @Override
  public void handOn(List<ClaimedDelivery> claimed) {
    if (dies) {
      throw new IllegalStateException("dies here");
    }
    handedOn.addAll(claimed);
  }

  @Override
  public void release(int unused) {
    free.addAndGet(unused);
  }
}
