package org.ozmonitor.server.telemetry;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// The machine's processor, memory and disks under the names of OpenZeppelin Monitor. Thread-safe;
/// what is asked for is read at that moment, and a disk that hangs holds the asker up.
public final class HostMetrics {
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  /// File systems that are no disks.
  private static final Set<String> NO_DISK =
      Set.of("tmpfs", "devtmpfs", "proc", "sysfs", "squashfs", "cgroup", "cgroup2", "mqueue");

  private final OperatingSystemMXBean system;

  private HostMetrics() {
    this.system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  }

  /// Registers the gauges.
  public static void bindTo(MeterRegistry registry) {
    HostMetrics host = new HostMetrics();
    host.gauge(
        registry,
        "cpu_usage_percentage",
        "Current CPU usage percentage",
        it -> Math.max(0, it.system.getCpuLoad()) * 100);
    host.gauge(
        registry,
        "memory_usage_percentage",
        "Memory usage percentage",
        it -> percent(it.used(), it.total()));
    host.gauge(registry, "memory_usage_bytes", "Memory usage in bytes", HostMetrics::used);
    host.gauge(registry, "total_memory_bytes", "Total memory in bytes", HostMetrics::total);
    host.gauge(
        registry, "available_memory_bytes", "Available memory in bytes", HostMetrics::available);
    host.gauge(registry, "disk_usage_bytes", "Used disk space in bytes", _ -> Disks.read().used());
    host.gauge(
        registry,
        "disk_usage_percentage",
        "Disk usage percentage",
        _ -> {
          Disks disks = Disks.read();
          return percent(disks.used(), disks.total());
        });
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<HostMetrics> value) {
    var _ =
        Gauge.builder(name, this, value)
            .description(description)
            .strongReference(true)
            .register(registry);
  }

  private double total() {
    return system.getTotalMemorySize();
  }

  private double used() {
    return Math.max(0, total() - available());
  }

  /// What programs can have, caches included; where the system does not say so, what is free.
  private double available() {
    try {
      if (Files.exists(MEMORY)) {
        for (String line : Files.readAllLines(MEMORY)) {
          if (line.startsWith(AVAILABLE)) {
            String kibibytes = line.substring(AVAILABLE.length()).replace("kB", "").strip();
            return Long.parseLong(kibibytes) * 1024.0;
          }
        }
      }
    } catch (IOException | NumberFormatException unreadable) {
      return system.getFreeMemorySize();
    }
    return system.getFreeMemorySize();
  }

  private static double percent(double part, double whole) {
    return whole <= 0 ? 0 : 100 * part / whole;
  }

  /// All disks together, each once.
  private record Disks(double used, double total) {
    static Disks read() {
      double used = 0;
      double total = 0;
      Set<String> seen = new HashSet<>();
      for (FileStore store : FileSystems.getDefault().getFileStores()) {
        long size = sizeOf(store);
        if (size > 0 && !NO_DISK.contains(store.type()) && seen.add(store.name())) {
          total += size;
          used += size - freeOf(store);
        }
      }
      return new Disks(used, total);
    }

    /// 0 for one that this process may not look at, or that is gone.
    private static long sizeOf(FileStore store) {
      try {
        return store.getTotalSpace();
      } catch (IOException unreadable) {
        return 0;
      }
    }

    private static long freeOf(FileStore store) {
      try {
        return store.getUnallocatedSpace();
      } catch (IOException unreadable) {
        return 0;
      }
    }
  }
}
