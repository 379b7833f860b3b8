package org.ozmonitor.core.balance;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.ozmonitor.core.tenant.TenantId;

/// Workers on a circle, each at many points (consistent hashing, Karger et al. 1997). A tenant
/// belongs to the worker whose point follows its own: who comes takes its share from all others,
/// who goes leaves its share to all others, and nothing else changes hands. Points are hashes of
/// ids, so the ring is the same on every node and in every version of Java. Immutable.
public final class HashRing {
  /// Points of a worker. Its share differs from that of others by about 1/16.
  public static final int VIRTUAL_NODES = 256;

  private static final int POINTS_A_DIGEST = 4;

  private final List<String> workers;
  private final long[] points;
  private final int[] owners;

  private record Point(long at, int owner) {}

  private HashRing(List<String> workers, List<Point> sorted) {
    this.workers = workers;
    this.points = sorted.stream().mapToLong(Point::at).toArray();
    this.owners = sorted.stream().mapToInt(Point::owner).toArray();
  }

  /// The ring of some workers, in whatever order.
  public static HashRing of(Collection<String> workers) {
    List<String> ids = workers.stream().distinct().sorted().toList();
    List<Point> all = new ArrayList<>(ids.size() * VIRTUAL_NODES);
    for (int owner = 0; owner < ids.size(); owner++) {
      addPoints(ids.get(owner), owner, all);
    }
    all.sort(Comparator.comparingLong(Point::at).thenComparingInt(Point::owner));
    return new HashRing(ids, all);
  }

  /// Whose a tenant is; empty when the ring is.
  public Optional<String> owner(TenantId tenant) {
    return points.length == 0
        ? Optional.empty()
        : Optional.of(workers.get(owners[firstAfter(tenant)]));
  }

  /// The first worker from the tenant's place on that fits; each is asked at most once.
  Optional<String> first(TenantId tenant, Predicate<String> fits) {
    var asked = new BitSet(workers.size());
    int start = points.length == 0 ? 0 : firstAfter(tenant);
    for (int step = 0; asked.cardinality() < workers.size(); step++) {
      int owner = owners[(start + step) % owners.length];
      if (!asked.get(owner)) {
        asked.set(owner);
        if (fits.test(workers.get(owner))) {
          return Optional.of(workers.get(owner));
        }
      }
    }
    return Optional.empty();
  }

  private int firstAfter(TenantId tenant) {
    long at = place(tenant);
    int low = 0;
    int high = points.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (points[middle] < at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == points.length ? 0 : low;
  }

  /// Ids may be of any version, even counted up: all bits are mixed (the finish of SplitMix64).
  static long place(TenantId tenant) {
    return mix(
        mix(tenant.value().getMostSignificantBits() + 0x9e37_79b9_7f4a_7c15L)
            + tenant.value().getLeastSignificantBits());
  }

  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return mixed ^ (mixed >>> 31);
  }

  private static void addPoints(String worker, int owner, List<Point> all) {
    byte[] name = worker.getBytes(StandardCharsets.UTF_8);
    for (int part = 0; part < VIRTUAL_NODES / POINTS_A_DIGEST; part++) {
      ByteBuffer hash = ByteBuffer.wrap(sha256(part, name));
      for (int i = 0; i < POINTS_A_DIGEST; i++) {
        all.add(new Point(hash.getLong(), owner));
      }
    }
  }

  private static byte[] sha256(int part, byte[] name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part).array());
      return digest.digest(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
