package org.ozmonitor.core.evm.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.ozmonitor.core.evm.index.Access.Relation;
import org.ozmonitor.core.evm.index.BoundTable.Bounded;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.evm.value.WordCell;
import org.ozmonitor.core.evm.value.WordKind;

/// Entries that ask for the same kind of log, call or transaction, by what must hold for them. An
/// entry that stands under several accesses may be found several times. Immutable.
public sealed interface PredicateSet<T> {
  /// Where the words of one log, call or transaction are read.
  interface Words {
    /// Reads a parameter's word, ordered as {@link WordKind#ordered} does.
    ///
    /// @return false when it is not there, so that nothing about it can hold
    boolean read(int parameter, WordCell into);
  }

  /// Hands out every entry whose accesses allow it to match, some more than once.
  void find(Words words, WordCell cell, Consumer<? super T> sink);

  /// The number of entries that are handed out each time.
  int scanned();

  /// Collects entries. Confined to one thread.
  final class Builder<T> {
    /// Up to so many entries are tested one by one.
    private static final int FEW = 4;

    private final List<Planned<T>> entries = new ArrayList<>(1);

    /// Adds an entry behind those that are there; one that can be nowhere is left out.
    public void add(T entry, AccessPlan plan) {
      switch (plan) {
        case AccessPlan.Nowhere() -> {}
        case AccessPlan.Anywhere() -> entries.add(new Planned<>(entry, List.of()));
        case AccessPlan.OneOf(var accesses) -> entries.add(new Planned<>(entry, accesses));
      }
    }

    public boolean isEmpty() {
      return entries.isEmpty();
    }

    public PredicateSet<T> build() {
      return entries.size() <= FEW ? new Few<>(List.copyOf(entries)) : Tables.of(entries);
    }
  }

  /// An entry and its accesses.
  ///
  /// @param accesses none when the entry is looked at each time
  record Planned<T>(T entry, List<Access> accesses) {
    public Planned {
      accesses = List.copyOf(accesses);
    }
  }

  /// A handful of entries.
  record Few<T>(List<Planned<T>> entries) implements PredicateSet<T> {
    public Few {
      entries = List.copyOf(entries);
    }

    @Override
    public void find(Words words, WordCell cell, Consumer<? super T> sink) {
      for (int i = 0; i < entries.size(); i++) {
        Planned<T> planned = entries.get(i);
        if (isAdmitted(planned.accesses(), words, cell)) {
          sink.accept(planned.entry());
        }
      }
    }

    private static boolean isAdmitted(List<Access> accesses, Words words, WordCell cell) {
      for (int i = 0; i < accesses.size(); i++) {
        Access access = accesses.get(i);
        if (words.read(access.parameter(), cell) && access.admits(cell)) {
          return true;
        }
      }
      return accesses.isEmpty();
    }

    @Override
    public int scanned() {
      return (int) entries.stream().filter(entry -> entry.accesses().isEmpty()).count();
    }
  }

  /// Tables by parameter and relation.
  ///
  /// @param scan the entries that are looked at each time
  record Tables<T>(List<EqualTo<T>> equal, List<BoundedBy<T>> bounded, List<T> scan)
      implements PredicateSet<T> {
    /// The table of one parameter's equalities.
    record EqualTo<T>(int parameter, WordTable<T> table) {}

    /// The table of one parameter's lower or upper bounds.
    record BoundedBy<T>(int parameter, BoundTable<T> table) {}

    public Tables {
      equal = List.copyOf(equal);
      bounded = List.copyOf(bounded);
      scan = List.copyOf(scan);
    }

    static <T> Tables<T> of(List<Planned<T>> entries) {
      Map<Integer, Map<Word, List<T>>> equal = new TreeMap<>();
      Map<Integer, List<Bounded<T>>> least = new TreeMap<>();
      Map<Integer, List<Bounded<T>>> most = new TreeMap<>();
      List<T> scan = new ArrayList<>();
      for (Planned<T> planned : entries) {
        if (planned.accesses().isEmpty()) {
          scan.add(planned.entry());
        }
        for (Access access : planned.accesses()) {
          switch (access.relation()) {
            case EQUAL ->
                equal
                    .computeIfAbsent(access.parameter(), _ -> new HashMap<>())
                    .computeIfAbsent(access.bound(), _ -> new ArrayList<>(1))
                    .add(planned.entry());
            case AT_LEAST ->
                least
                    .computeIfAbsent(access.parameter(), _ -> new ArrayList<>())
                    .add(new Bounded<>(access.bound(), planned.entry()));
            case AT_MOST ->
                most.computeIfAbsent(access.parameter(), _ -> new ArrayList<>())
                    .add(new Bounded<>(access.bound(), planned.entry()));
          }
        }
      }
      List<BoundedBy<T>> bounded = new ArrayList<>();
      least.forEach(
          (place, list) ->
              bounded.add(new BoundedBy<>(place, new BoundTable<>(Relation.AT_LEAST, list))));
      most.forEach(
          (place, list) ->
              bounded.add(new BoundedBy<>(place, new BoundTable<>(Relation.AT_MOST, list))));
      return new Tables<>(
          equal.entrySet().stream()
              .map(e -> new EqualTo<>(e.getKey(), new WordTable<>(e.getValue())))
              .toList(),
          bounded,
          scan);
    }

    @Override
    public void find(Words words, WordCell cell, Consumer<? super T> sink) {
      for (int i = 0; i < equal.size(); i++) {
        if (words.read(equal.get(i).parameter(), cell)) {
          equal.get(i).table().find(cell, sink);
        }
      }
      for (int i = 0; i < bounded.size(); i++) {
        if (words.read(bounded.get(i).parameter(), cell)) {
          bounded.get(i).table().find(cell, sink);
        }
      }
      for (int i = 0; i < scan.size(); i++) {
        sink.accept(scan.get(i));
      }
    }

    @Override
    public int scanned() {
      return scan.size();
    }
  }
}
