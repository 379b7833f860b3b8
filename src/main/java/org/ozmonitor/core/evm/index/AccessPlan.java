package org.ozmonitor.core.evm.index;

import java.util.ArrayList;
import java.util.List;

/// Where an entry with a condition has to stand so that it is found whenever the condition holds.
public sealed interface AccessPlan {
  /// The most branches under which one entry stands.
  int MAX_BRANCHES = 32;

  /// The condition cannot hold, so the entry need not stand anywhere.
  record Nowhere() implements AccessPlan {}

  /// Nothing is known that must hold, so the entry is looked at each time.
  record Anywhere() implements AccessPlan {}

  /// One of these must hold.
  ///
  /// @param accesses 1 to {@link #MAX_BRANCHES}
  record OneOf(List<Access> accesses) implements AccessPlan {
    public OneOf {
      accesses = List.copyOf(accesses);
    }
  }

  /// The plan for a condition that holds only where both others hold: the more selective one.
  default AccessPlan and(AccessPlan other) {
    if (this instanceof Nowhere || other instanceof Nowhere) {
      return new Nowhere();
    }
    return selectivity(other) > selectivity(this) ? other : this;
  }

  /// The plan for a condition that holds where either of the others holds.
  default AccessPlan or(AccessPlan other) {
    if (this instanceof Nowhere) {
      return other;
    }
    if (other instanceof Nowhere) {
      return this;
    }
    if (this instanceof OneOf(var mine)
        && other instanceof OneOf(var others)
        && mine.size() + others.size() <= MAX_BRANCHES) {
      List<Access> all = new ArrayList<>(mine);
      all.addAll(others);
      return new OneOf(all);
    }
    return new Anywhere();
  }

  /// A guess without knowledge of the data: equality lets through few, a bound many.
  private static int selectivity(AccessPlan plan) {
    return switch (plan) {
      case Nowhere() -> Integer.MAX_VALUE;
      case Anywhere() -> 0;
      case OneOf(var accesses) -> {
        boolean onlyEqual =
            accesses.stream().allMatch(access -> access.relation() == Access.Relation.EQUAL);
        yield (onlyEqual ? 2 : 1) * 2 * MAX_BRANCHES - accesses.size();
      }
    };
  }
}
