package org.ozmonitor.server.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// A chain of full blocks that is as long as one likes, since nothing of it is kept: a block is one
/// of a few templates with its height, its hashes and its time written into it. It does not grow
/// and never reorganises. Immutable, thread-safe.
///
/// Every {@link #MARK_EVERY}th block holds one transfer of {@link #MARKED_AMOUNT} or more; no other
/// block does.
public final class LongChain {
  /// The height of its first block: all heights from here have equally many digits.
  public static final long FIRST = 0x100000;

  /// The most blocks it can have.
  public static final long MOST_BLOCKS = 0xf00000;

  /// Heights that are multiples of it are marked.
  public static final long MARK_EVERY = 1_000;

  /// What a marked block transfers of the token {@link SimulatedWorld#ALPHA}.
  public static final BigInteger MARKED_AMOUNT = BigInteger.TEN.pow(15);

  private static final int TEMPLATES = 4;
  private static final int PREFIX_LENGTH = 50;
  private static final long FIRST_TIMESTAMP = 1_767_225_600;

  private final long last;
  private final String prefix;
  private final List<Template> plain = new ArrayList<>();
  private final Template marked;

  /// The three answers that a block gives.
  private record Template(
      RenderedJson block, RenderedJson withoutTransactions, RenderedJson receipts) {}

  /// @param blocks from 1 to {@link #MOST_BLOCKS}
  /// @param transactions per block, at least 1
  public LongChain(long seed, long blocks, int transactions) {
    if (blocks < 1 || blocks > MOST_BLOCKS || transactions < 1) {
      throw new IllegalArgumentException("a chain has 1 to " + MOST_BLOCKS + " full blocks");
    }
    this.last = FIRST + blocks - 1;
    this.prefix = Hex.hash("long chain", seed).substring(0, PREFIX_LENGTH);
    var source = new TransactionSource(seed, new SplittableRandom(seed));
    for (int i = 0; i < TEMPLATES; i++) {
      plain.add(template(source.next(transactions)));
    }
    List<SimulatedTransaction> withMark = new ArrayList<>(source.next(transactions));
    withMark.set(transactions / 2, mark(withMark.get(transactions / 2)));
    this.marked = template(withMark);
  }

  /// The height of the newest block.
  public long last() {
    return last;
  }

  /// The answer to `eth_getBlockByNumber`; empty when there is no such block.
  Optional<RenderedJson> block(long height, boolean fullTransactions) {
    return at(height).map(it -> fullTransactions ? it.block() : it.withoutTransactions());
  }

  /// The answer to `eth_getBlockReceipts`; empty when there is no such block.
  Optional<RenderedJson> receipts(long height) {
    return at(height).map(Template::receipts);
  }

  /// The height of the block with this hash, -1 when there is none.
  long heightOf(String hash) {
    if (hash.length() != PREFIX_LENGTH + RenderedJson.HEIGHT_DIGITS || !hash.startsWith(prefix)) {
      return -1;
    }
    return Long.parseUnsignedLong(hash, PREFIX_LENGTH, hash.length(), 16);
  }

  private Optional<Template> at(long height) {
    if (height < FIRST || height > last) {
      return Optional.empty();
    }
    return Optional.of(
        height % MARK_EVERY == 0 ? marked : plain.get((int) (height * 7 / 3 % TEMPLATES)));
  }

  private Template template(List<SimulatedTransaction> transactions) {
    List<SimulatedTransaction> hashed =
        transactions.stream()
            .map(
                it ->
                    new SimulatedTransaction(
                        it.hash().substring(0, PREFIX_LENGTH) + RenderedJson.digits(FIRST),
                        it.nonce(),
                        it.from(),
                        it.to(),
                        it.value(),
                        it.reverted(),
                        it.action()))
            .toList();
    SimulatedBlock block =
        new SimulatedBlock(
            FIRST,
            prefix + RenderedJson.digits(FIRST),
            prefix + RenderedJson.digits(FIRST - 1),
            0,
            FIRST_TIMESTAMP,
            hashed);
    List<String> prefixes = new ArrayList<>(List.of(prefix));
    hashed.forEach(it -> prefixes.add(it.hash().substring(0, PREFIX_LENGTH)));
    JsonObject full = EvmJson.block(block, true);
    JsonObject bare = EvmJson.block(block, false);
    JsonArray receipts = EvmJson.receipts(block);
    return new Template(
        RenderedJson.of(full.toBuffer(), prefixes, FIRST, FIRST_TIMESTAMP),
        RenderedJson.of(bare.toBuffer(), prefixes, FIRST, FIRST_TIMESTAMP),
        RenderedJson.of(receipts.toBuffer(), prefixes, FIRST, FIRST_TIMESTAMP));
  }

  private static SimulatedTransaction mark(SimulatedTransaction it) {
    return new SimulatedTransaction(
        it.hash(),
        it.nonce(),
        it.from(),
        SimulatedWorld.ALPHA,
        BigInteger.ZERO,
        false,
        new SimulatedTransaction.Action.TokenTransfer(SimulatedWorld.VAULT, MARKED_AMOUNT));
  }
}
