package org.ozmonitor.core.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UuidTrieTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void holdsWhatASortedMapHoldsAfterAnyChanges(long seed) {
    var random = new SplittableRandom(seed);
    List<UUID> keys = keys(random);
    TreeMap<UUID, Integer> expected = new TreeMap<>();
    UuidTrie<Integer> trie = UuidTrie.empty();
    for (int step = 0; step < 2_000; step++) {
      UUID key = keys.get(random.nextInt(keys.size()));
      if (random.nextInt(3) > 0) {
        expected.put(key, step);
        trie = trie.with(key, step);
      } else {
        expected.remove(key);
        trie = trie.without(key);
      }
    }

    assertThat(trie).isEqualTo(expected).hasSameSizeAs(expected);
    assertThat(trie.values()).containsExactlyElementsOf(expected.values());
    assertThat(trie.keySet()).containsExactlyElementsOf(expected.keySet());
    List<Integer> inOrder = List.copyOf(expected.values());
    for (int i = 0; i < inOrder.size(); i++) {
      assertThat(trie.valueAt(i)).isEqualTo(inOrder.get(i));
    }
    for (UUID key : keys) {
      assertThat(trie.get(key)).isEqualTo(expected.get(key));
      assertThat(trie.containsKey(key)).isEqualTo(expected.containsKey(key));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void tellsWhatMakesOneVersionOutOfAnyOther(long seed) {
    var random = new SplittableRandom(seed);
    List<UUID> keys = keys(random);
    UuidTrie<Integer> before = UuidTrie.empty();
    for (UUID key : keys) {
      before = random.nextBoolean() ? before.with(key, 0) : before;
    }
    UuidTrie<Integer> related = before;
    UuidTrie<Integer> unrelated = UuidTrie.empty();
    for (UUID key : keys) {
      int value = random.nextInt(2);
      unrelated = random.nextBoolean() ? unrelated.with(key, value) : unrelated;
      related =
          switch (random.nextInt(8)) {
            case 0 -> related.with(key, value);
            case 1 -> related.without(key);
            default -> related;
          };
    }

    assertThat(applied(before, related)).isEqualTo(related);
    assertThat(applied(before, unrelated)).isEqualTo(unrelated);
    assertThat(applied(related, before)).isEqualTo(before);
    assertThat(applied(before, UuidTrie.empty())).isEmpty();
  }

  @Test
  void findsOneDifferenceAmongManyWithoutLookingAtTheRest() {
    UuidTrie<Counting> before = UuidTrie.empty();
    List<Counting> values = new ArrayList<>();
    var random = new SplittableRandom(9);
    for (int i = 0; i < 50_000; i++) {
      values.add(new Counting());
      before = before.with(new UUID(random.nextLong(), random.nextLong()), values.getLast());
    }
    UUID changed = before.keySet().iterator().next();
    Counting next = new Counting();

    List<Counting> begun = new ArrayList<>();
    before.with(changed, next).since(before, begun::add, _ -> {});

    assertThat(begun).containsExactly(next);
    assertThat(values.stream().mapToInt(value -> value.compared).sum()).isLessThan(100);
  }

  @Test
  void isTheSameObjectWhenWhatIsRemovedIsNotThere() {
    UuidTrie<Integer> trie = UuidTrie.<Integer>empty().with(new UUID(1, 1), 1);

    assertThat(trie.without(new UUID(1, 2))).isSameAs(trie);
    assertThat(trie.without(new UUID(1, 1))).isEmpty();
  }

  @Test
  void cannotBeChangedInPlace() {
    UuidTrie<Integer> trie = UuidTrie.<Integer>empty().with(new UUID(1, 1), 1);

    assertThatThrownBy(() -> trie.put(new UUID(1, 2), 2))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> trie.keySet().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static Map<UUID, Integer> applied(UuidTrie<Integer> before, UuidTrie<Integer> after) {
    Map<UUID, Integer> result = new HashMap<>(before);
    Set<Integer> begun = new HashSet<>();
    after.since(before, begun::add, result::remove);
    Map<UUID, Integer> differing = new HashMap<>(after);
    differing.entrySet().removeIf(entry -> entry.getValue().equals(before.get(entry.getKey())));
    assertThat(begun).isEqualTo(new HashSet<>(differing.values()));
    result.putAll(differing);
    return result;
  }

  /// Keys that are alike up to their last bits, and keys that are not.
  private static List<UUID> keys(SplittableRandom random) {
    List<UUID> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      keys.add(new UUID(random.nextLong(), random.nextLong()));
      keys.add(new UUID(7, random.nextInt(64)));
      keys.add(new UUID(-1, -1 - random.nextInt(64)));
    }
    return keys;
  }

  private static final class Counting {
    private int compared;

    @Override
    public boolean equals(Object other) {
      compared++;
      return this == other;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }
}
