package org.ozmonitor.server.bootstrap;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.core.balance.WorkerLoad;

/// What this process can say about its load. Thread-safe.
final class SelfLoad {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /// The load now.
  ///
  /// @param tenants that the worker evaluates
  WorkerLoad now(int tenants) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return new WorkerLoad(
        Math.max(0, system.getProcessCpuLoad()) * 100,
        heap.getMax() <= 0 ? 0 : 100.0 * heap.getUsed() / heap.getMax(),
        tenants,
        0,
        0,
        0,
        TimeUnit.MILLISECONDS.toSeconds(ManagementFactory.getRuntimeMXBean().getUptime()));
  }
}
