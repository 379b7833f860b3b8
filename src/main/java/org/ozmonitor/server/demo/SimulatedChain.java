package org.ozmonitor.server.demo;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// An EVM chain made up from a seed: the same seed and the same calls give the same history, hash
/// for hash. Knows neither clock nor network. Confined to one thread.
///
/// It starts with the empty blocks 0 and 1, which are never orphaned. Everything that ever was in
/// the chain is kept.
public final class SimulatedChain {
  private static final long GENESIS_TIMESTAMP = 1_767_225_600;
  private static final int FEWEST_NEW = 12;
  private static final int MOST_NEW = 20;
  private static final int MOST_WAITING = 64;

  private final SplittableRandom random;
  private final TransactionSource source;
  private final List<SimulatedBlock> canonical = new ArrayList<>();
  private final List<SimulatedBlock> appeared = new ArrayList<>();
  private final Map<String, SimulatedBlock> byHash = new HashMap<>();
  private final Map<String, List<SimulatedBlock>> byTransaction = new HashMap<>();
  // Orphaned transactions that come back some blocks later.
  private final List<SimulatedTransaction> waiting = new ArrayList<>();
  private int reorgs;

  public SimulatedChain(long seed) {
    this.random = new SplittableRandom(seed);
    this.source = new TransactionSource(seed, random.split());
    var genesis =
        SimulatedBlock.of(0, Hex.hash("before all", seed), 0, GENESIS_TIMESTAMP, List.of());
    append(genesis);
    append(SimulatedBlock.after(genesis, 0, List.of()));
  }

  /// Appends one block.
  public SimulatedBlock mine() {
    List<SimulatedTransaction> transactions = new ArrayList<>(takeWaiting());
    transactions.addAll(source.next(newCount()));
    return append(SimulatedBlock.after(head(), reorgs, shuffled(transactions)));
  }

  /// Replaces the last `depth` blocks by `depth + 1` new ones. Of the orphaned transactions about
  /// half come back in the new blocks, some later, the others never.
  ///
  /// @param depth from 1 to {@link #deepestReorg()}
  public Reorg reorg(int depth) {
    if (depth < 1 || depth > deepestReorg()) {
      throw new IllegalArgumentException("depth " + depth + " is outside 1.." + deepestReorg());
    }
    reorgs++;
    List<SimulatedBlock> tail = canonical.subList(canonical.size() - depth, canonical.size());
    List<SimulatedBlock> orphaned = List.copyOf(tail);
    tail.clear();
    List<List<SimulatedTransaction>> contents = new ArrayList<>();
    for (int i = 0; i <= depth; i++) {
      contents.add(new ArrayList<>(source.next(newCount())));
    }
    for (SimulatedBlock block : orphaned) {
      block.transactions().forEach(transaction -> decideFate(transaction, contents));
    }
    List<SimulatedBlock> adopted = new ArrayList<>();
    for (List<SimulatedTransaction> content : contents) {
      adopted.add(append(SimulatedBlock.after(head(), reorgs, shuffled(content))));
    }
    return new Reorg(orphaned, List.copyOf(adopted));
  }

  /// The deepest reorganisation possible now; 0 while only the first two blocks exist.
  public int deepestReorg() {
    return canonical.size() - 2;
  }

  public SimulatedBlock head() {
    return canonical.getLast();
  }

  /// The canonical block of a height.
  public Optional<SimulatedBlock> find(long number) {
    return number >= 0 && number < canonical.size()
        ? Optional.of(canonical.get((int) number))
        : Optional.empty();
  }

  /// A block by hash, orphaned ones too.
  public Optional<SimulatedBlock> find(String hash) {
    return Optional.ofNullable(byHash.get(hash));
  }

  public boolean isCanonical(SimulatedBlock block) {
    return find(block.number()).filter(block::equals).isPresent();
  }

  /// Every block that ever was canonical, in order of appearance.
  public List<SimulatedBlock> appeared() {
    return List.copyOf(appeared);
  }

  /// The blocks that ever held a transaction, in order of appearance.
  public List<Placement> placements(String transactionHash) {
    return byTransaction.getOrDefault(transactionHash, List.of()).stream()
        .map(block -> new Placement(block, isCanonical(block)))
        .toList();
  }

  public int reorgs() {
    return reorgs;
  }

  private void decideFate(
      SimulatedTransaction transaction, List<List<SimulatedTransaction>> contents) {
    int fate = random.nextInt(10);
    if (fate < 5) {
      contents.get(random.nextInt(contents.size())).add(transaction);
    } else if (fate < 7 && waiting.size() < MOST_WAITING) {
      waiting.add(transaction);
    }
  }

  private List<SimulatedTransaction> takeWaiting() {
    List<SimulatedTransaction> taken = new ArrayList<>();
    waiting.removeIf(transaction -> random.nextInt(4) == 0 && taken.add(transaction));
    return taken;
  }

  private List<SimulatedTransaction> shuffled(List<SimulatedTransaction> transactions) {
    List<SimulatedTransaction> rest = new ArrayList<>(transactions);
    List<SimulatedTransaction> drawn = new ArrayList<>(rest.size());
    while (!rest.isEmpty()) {
      drawn.add(rest.remove(random.nextInt(rest.size())));
    }
    return drawn;
  }

  private int newCount() {
    return random.nextInt(FEWEST_NEW, MOST_NEW + 1);
  }

  @CanIgnoreReturnValue
  private SimulatedBlock append(SimulatedBlock block) {
    canonical.add(block);
    appeared.add(block);
    byHash.put(block.hash(), block);
    for (SimulatedTransaction transaction : block.transactions()) {
      byTransaction.computeIfAbsent(transaction.hash(), _ -> new ArrayList<>()).add(block);
    }
    return block;
  }

  /// What a reorganisation did; both lists in order of height.
  public record Reorg(List<SimulatedBlock> orphaned, List<SimulatedBlock> adopted) {
    public Reorg {
      orphaned = List.copyOf(orphaned);
      adopted = List.copyOf(adopted);
    }

    public int depth() {
      return orphaned.size();
    }
  }

  /// One block that holds or held a transaction.
  public record Placement(SimulatedBlock block, boolean canonical) {}
}
