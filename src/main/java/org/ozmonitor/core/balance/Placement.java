package org.ozmonitor.core.balance;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Chooses a worker for a tenant. Confined to one plan.
interface Placement {
  /// The worker to take, of those that fit; empty when none does.
  Optional<String> choose(TenantDemand demand, Predicate<String> fits);

  /// Where the tenant belongs whoever has room; empty where that has no meaning.
  Optional<String> home(TenantDemand demand);

  /// The placement of a strategy.
  static Placement of(PlacementStrategy strategy, Roster roster) {
    return switch (strategy) {
      case ROUND_ROBIN -> new InTurn(roster);
      case LEAST_LOADED -> new ByLoad(roster);
      case CONSISTENT_HASHING -> OnRing.of(roster);
      case ACTIVITY_BASED -> new ByActivity(new ByLoad(roster), OnRing.of(roster));
    };
  }

  /// The ring with bounded loads (Mirrokni et al. 2018): who has its part already is passed over,
  /// unless all have.
  record OnRing(Roster roster, HashRing ring) implements Placement {
    static OnRing of(Roster roster) {
      return new OnRing(roster, HashRing.of(roster.accepting()));
    }

    @Override
    public Optional<String> choose(TenantDemand demand, Predicate<String> fits) {
      return ring.first(demand.tenant(), it -> fits.test(it) && roster.tenants(it) < roster.fair())
          .or(() -> ring.first(demand.tenant(), fits));
    }

    @Override
    public Optional<String> home(TenantDemand demand) {
      return ring.owner(demand.tenant());
    }
  }

  /// The lowest load score; ties fall by the number of tenants, then by id. What a plan gives to a
  /// worker counts at once, and where workers hold more than the score foresees, the tenants' part
  /// is full at twice the average.
  record ByLoad(Roster roster) implements Placement {
    @Override
    public Optional<String> choose(TenantDemand demand, Predicate<String> fits) {
      int fullAt = Math.max(WorkerLoad.FULL_AT, (int) Math.ceil(2 * roster.average()));
      return roster.accepting().stream()
          .filter(fits)
          .min(
              Comparator.<String>comparingDouble(
                      it -> roster.load(it).score(roster.tenants(it), fullAt))
                  .thenComparingInt(roster::tenants)
                  .thenComparing(Comparator.naturalOrder()));
    }

    @Override
    public Optional<String> home(TenantDemand demand) {
      return Optional.empty();
    }
  }

  /// One after the other by id; who does not fit loses its turn. The turn is that of the number of
  /// tenants that are placed, so every leader goes on where the one before it was.
  final class InTurn implements Placement {
    private final Roster roster;
    private int turn = -1;

    InTurn(Roster roster) {
      this.roster = roster;
    }

    @Override
    public Optional<String> choose(TenantDemand demand, Predicate<String> fits) {
      List<String> workers = roster.accepting();
      if (turn < 0) {
        turn = roster.total();
      }
      for (int step = 0; step < workers.size(); step++) {
        String worker = workers.get((turn + step) % workers.size());
        if (fits.test(worker)) {
          turn = (turn + step) % workers.size() + 1;
          return Optional.of(worker);
        }
      }
      return Optional.empty();
    }

    @Override
    public Optional<String> home(TenantDemand demand) {
      return Optional.empty();
    }
  }

  /// Tenants with much to do by load, the others by the ring.
  record ByActivity(ByLoad active, OnRing others) implements Placement {
    @Override
    public Optional<String> choose(TenantDemand demand, Predicate<String> fits) {
      return of(demand).choose(demand, fits);
    }

    @Override
    public Optional<String> home(TenantDemand demand) {
      return of(demand).home(demand);
    }

    private Placement of(TenantDemand demand) {
      return demand.activity() > TenantActivity.HIGH ? active : others;
    }
  }
}
