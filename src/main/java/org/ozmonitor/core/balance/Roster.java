package org.ozmonitor.core.balance;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// How many tenants each live worker has, in the plan so far. Confined to one plan.
final class Roster {
  private final SortedMap<String, Seat> seats = new TreeMap<>();
  private final List<String> accepting;
  private final int limit;
  private final double average;
  private final int fair;
  private final int fairHigh;

  private static final class Seat {
    private final LiveWorker worker;
    private int tenants;
    private int high;

    Seat(LiveWorker worker) {
      this.worker = worker;
    }
  }

  /// @param demands all tenants, wherever they are
  Roster(Collection<LiveWorker> workers, Collection<TenantDemand> demands, Situation.Rules rules) {
    workers.forEach(worker -> seats.put(worker.id(), new Seat(worker)));
    this.accepting =
        seats.values().stream()
            .filter(seat -> seat.worker.accepting())
            .map(seat -> seat.worker.id())
            .toList();
    this.limit = rules.limit();
    int among = Math.max(1, accepting.size());
    this.average = (double) demands.stream().filter(TenantDemand::counts).count() / among;
    this.fair = (int) Math.ceil(average * (1 + rules.threshold() / 2));
    this.fairHigh =
        (int) Math.ceil((double) demands.stream().filter(TenantDemand::isHigh).count() / among);
  }

  /// Those that take tenants, by id.
  List<String> accepting() {
    return accepting;
  }

  boolean isLive(String worker) {
    return seats.containsKey(worker);
  }

  boolean accepts(String worker) {
    return isLive(worker) && seat(worker).worker.accepting();
  }

  boolean hasRoom(String worker) {
    return accepts(worker) && seat(worker).tenants < limit;
  }

  boolean isAboveLimit(String worker) {
    return seat(worker).tenants > limit;
  }

  /// Tenants for each of those that accept, if all had as many.
  double average() {
    return average;
  }

  /// Tenants from which on a worker has its part: a little more than the average, so that what is
  /// placed is seldom worth evening out.
  int fair() {
    return fair;
  }

  int tenants(String worker) {
    return seat(worker).tenants;
  }

  int total() {
    return seats.values().stream().mapToInt(seat -> seat.tenants).sum();
  }

  int high(String worker) {
    return seat(worker).high;
  }

  /// Important tenants that a worker has at most while they are spread evenly.
  int fairHigh() {
    return fairHigh;
  }

  WorkerLoad load(String worker) {
    return seat(worker).worker.load();
  }

  void add(String worker, TenantDemand demand) {
    count(worker, demand, 1);
  }

  void remove(String worker, TenantDemand demand) {
    count(worker, demand, -1);
  }

  private void count(String worker, TenantDemand demand, int by) {
    if (demand.counts()) {
      seat(worker).tenants += by;
    }
    if (demand.isHigh()) {
      seat(worker).high += by;
    }
  }

  private Seat seat(String worker) {
    return Objects.requireNonNull(seats.get(worker));
  }
}
