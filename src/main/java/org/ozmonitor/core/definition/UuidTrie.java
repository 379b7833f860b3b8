package org.ozmonitor.core.definition;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An immutable map whose next version costs what differs: a change copies the few nodes on the way
/// to its key and shares the rest. Entries come in the order of their keys.
///
/// A radix trie with 16 ways over the bits of the key. An entry stands as high as it is alone, so
/// equal maps have equal shapes, whatever their history, and what two versions share is found by
/// identity.
final class UuidTrie<V> extends AbstractMap<UUID, V> {
  private final @Nullable Node<V> root;

  private UuidTrie(@Nullable Node<V> root) {
    this.root = root;
  }

  /// Entries below each other; nodes are compared by identity.
  private abstract static sealed class Node<V> {
    abstract int size();
  }

  private static final class Leaf<V> extends Node<V> {
    private final UUID key;
    private final V value;

    private Leaf(UUID key, V value) {
      this.key = key;
      this.value = value;
    }

    @Override
    int size() {
      return 1;
    }
  }

  private static final class Branch<V> extends Node<V> {
    private final int slots; // which ways are taken, by bit
    private final Node<V>[] children; // of the ways that are taken, in their order
    private final int size;

    private Branch(int slots, Node<V>[] children, int size) {
      this.slots = slots;
      this.children = children;
      this.size = size;
    }

    @Override
    int size() {
      return size;
    }

    private @Nullable Node<V> child(int slot) {
      return (slots & (1 << slot)) == 0 ? null : children[place(slot)];
    }

    private int place(int slot) {
      return Integer.bitCount(slots & ((1 << slot) - 1));
    }
  }

  static <V> UuidTrie<V> empty() {
    return new UuidTrie<>(null);
  }

  /// This map with an entry more or changed.
  UuidTrie<V> with(UUID key, V value) {
    return new UuidTrie<>(put(root, 0, new Leaf<>(key, value)));
  }

  /// This map without the entry of a key; the same object when there is none.
  UuidTrie<V> without(UUID key) {
    Node<V> remaining = remove(root, 0, key);
    return remaining == root ? this : new UuidTrie<>(remaining);
  }

  /// What makes this map out of an earlier one, in time proportional to the difference when one
  /// came from the other.
  ///
  /// @param begun takes each value that is new here, or another than before
  /// @param ended takes each key that is here no more
  void since(UuidTrie<V> before, Consumer<V> begun, Consumer<UUID> ended) {
    differ(before.root, root, 0, begun, ended);
  }

  @Override
  public int size() {
    return root == null ? 0 : root.size();
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    Leaf<V> found = key instanceof UUID id ? find(id) : null;
    return found == null ? null : found.value;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return key instanceof UUID id && find(id) != null;
  }

  /// The value at a place in the order of the keys.
  V valueAt(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException(index);
    }
    Node<V> node = root;
    int left = index;
    while (node instanceof Branch<V> branch) {
      int i = 0;
      while (left >= branch.children[i].size()) {
        left -= branch.children[i++].size();
      }
      node = branch.children[i];
    }
    if (node instanceof Leaf<V> leaf) {
      return leaf.value;
    }
    throw new IllegalStateException("a map of " + size() + " entries has no root");
  }

  @Override
  public Set<Map.Entry<UUID, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<UUID, V>> iterator() {
        return new Leaves<>(root);
      }

      @Override
      public int size() {
        return UuidTrie.this.size();
      }
    };
  }

  private @Nullable Leaf<V> find(UUID key) {
    Node<V> node = root;
    for (int depth = 0; node instanceof Branch<V> branch; depth++) {
      node = branch.child(slot(key, depth));
    }
    return node instanceof Leaf<V> leaf && leaf.key.equals(key) ? leaf : null;
  }

  /// Signs are turned, so that the order is that of {@link UUID#compareTo}.
  private static int slot(UUID key, int depth) {
    long bits =
        (depth < 16 ? key.getMostSignificantBits() : key.getLeastSignificantBits())
            ^ Long.MIN_VALUE;
    return (int) (bits >>> (60 - 4 * (depth & 15))) & 15;
  }

  private static <V> Node<V> put(@Nullable Node<V> node, int depth, Leaf<V> leaf) {
    return switch (node) {
      case null -> leaf;
      case Leaf<V> other ->
          other.key.equals(leaf.key) ? leaf : put(above(other, depth), depth, leaf);
      case Branch<V> branch -> {
        int slot = slot(leaf.key, depth);
        Node<V> child = put(branch.child(slot), depth + 1, leaf);
        yield replaced(branch, slot, child);
      }
    };
  }

  private static <V> Branch<V> above(Leaf<V> leaf, int depth) {
    Node<V>[] children = nodes(1);
    children[0] = leaf;
    return new Branch<>(1 << slot(leaf.key, depth), children, 1);
  }

  private static <V> Branch<V> replaced(Branch<V> branch, int slot, Node<V> child) {
    Node<V> before = branch.child(slot);
    int place = branch.place(slot);
    int skipped = before == null ? 0 : 1;
    Node<V>[] old = branch.children;
    Node<V>[] children = nodes(old.length + 1 - skipped);
    System.arraycopy(old, 0, children, 0, place);
    children[place] = child;
    System.arraycopy(old, place + skipped, children, place + 1, old.length - place - skipped);
    int size = branch.size + child.size() - (before == null ? 0 : before.size());
    return new Branch<>(branch.slots | (1 << slot), children, size);
  }

  private static <V> @Nullable Node<V> remove(@Nullable Node<V> node, int depth, UUID key) {
    return switch (node) {
      case null -> null;
      case Leaf<V> leaf -> leaf.key.equals(key) ? null : leaf;
      case Branch<V> branch -> {
        int slot = slot(key, depth);
        Node<V> before = branch.child(slot);
        Node<V> after = remove(before, depth + 1, key);
        if (before == after) {
          yield branch;
        }
        Branch<V> left = after == null ? cut(branch, slot) : replaced(branch, slot, after);
        yield left.children.length == 1 && left.children[0] instanceof Leaf<V> alone ? alone : left;
      }
    };
  }

  private static <V> Branch<V> cut(Branch<V> branch, int slot) {
    int place = branch.place(slot);
    Node<V>[] old = branch.children;
    Node<V>[] children = nodes(old.length - 1);
    System.arraycopy(old, 0, children, 0, place);
    System.arraycopy(old, place + 1, children, place, children.length - place);
    return new Branch<>(branch.slots & ~(1 << slot), children, branch.size - old[place].size());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <V> Node<V>[] nodes(int length) {
    return new Node[length];
  }

  private static <V> void differ(
      @Nullable Node<V> before,
      @Nullable Node<V> after,
      int depth,
      Consumer<V> begun,
      Consumer<UUID> ended) {
    if (before == after) {
      return;
    }
    if (before instanceof Branch<V> || after instanceof Branch<V>) {
      for (int slot = 0; slot < 16; slot++) {
        differ(below(before, slot, depth), below(after, slot, depth), depth + 1, begun, ended);
      }
      return;
    }
    Leaf<V> old = before instanceof Leaf<V> leaf ? leaf : null;
    Leaf<V> now = after instanceof Leaf<V> leaf ? leaf : null;
    if (old != null && (now == null || !now.key.equals(old.key))) {
      ended.accept(old.key);
    }
    if (now != null && !isSame(old, now)) {
      begun.accept(now.value);
    }
  }

  private static <V> boolean isSame(@Nullable Leaf<V> old, Leaf<V> now) {
    return old != null && old.key.equals(now.key) && old.value.equals(now.value);
  }

  /// A leaf counts as the branch that it would be below others.
  private static <V> @Nullable Node<V> below(@Nullable Node<V> node, int slot, int depth) {
    return switch (node) {
      case null -> null;
      case Branch<V> branch -> branch.child(slot);
      case Leaf<V> leaf -> slot(leaf.key, depth) == slot ? leaf : null;
    };
  }

  private static final class Leaves<V> implements Iterator<Map.Entry<UUID, V>> {
    private final Deque<Node<V>> open = new ArrayDeque<>();

    private Leaves(@Nullable Node<V> root) {
      if (root != null) {
        open.push(root);
      }
    }

    @Override
    public boolean hasNext() {
      return !open.isEmpty();
    }

    @Override
    public Map.Entry<UUID, V> next() {
      if (open.isEmpty()) {
        throw new NoSuchElementException();
      }
      while (true) {
        switch (open.pop()) {
          case Leaf<V> leaf -> {
            return Map.entry(leaf.key, leaf.value);
          }
          case Branch<V> branch -> {
            for (int i = branch.children.length - 1; i >= 0; i--) {
              open.push(branch.children[i]);
            }
          }
        }
      }
    }
  }
}
