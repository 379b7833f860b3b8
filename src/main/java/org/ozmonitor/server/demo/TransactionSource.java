package org.ozmonitor.server.demo;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ozmonitor.server.demo.SimulatedTransaction.Action;

/// Makes up transactions from a seeded random source. Confined to its chain.
final class TransactionSource {
  private static final BigInteger MILLI_ETHER = BigInteger.TEN.pow(15);
  private static final BigInteger TOKEN_UNIT = BigInteger.TEN.pow(6);
  private static final int LARGEST_PAYMENT_MILLI_ETHER = 5_000;
  private static final int LARGEST_TOKEN_AMOUNT = 100_000;

  private final SplittableRandom random;
  private final long seed;
  private final Map<String, Long> nonces = new HashMap<>();

  TransactionSource(long seed, SplittableRandom random) {
    this.seed = seed;
    this.random = random;
  }

  List<SimulatedTransaction> next(int count) {
    List<SimulatedTransaction> made = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      made.add(next());
    }
    return made;
  }

  private SimulatedTransaction next() {
    int kind = random.nextInt(10);
    if (kind < 3) {
      String to = random.nextInt(3) == 0 ? SimulatedWorld.VAULT : wallet();
      int amount = 1 + random.nextInt(LARGEST_PAYMENT_MILLI_ETHER);
      return make(to, MILLI_ETHER.multiply(BigInteger.valueOf(amount)), new Action.Payment());
    }
    String token = SimulatedWorld.TOKENS.get(random.nextInt(SimulatedWorld.TOKENS.size()));
    BigInteger amount =
        TOKEN_UNIT.multiply(BigInteger.valueOf(1 + random.nextInt(LARGEST_TOKEN_AMOUNT)));
    Action action =
        kind == 3
            ? new Action.TokenApproval(wallet(), amount)
            : new Action.TokenTransfer(wallet(), amount);
    return make(token, BigInteger.ZERO, action);
  }

  private SimulatedTransaction make(String to, BigInteger value, Action action) {
    String from = random.nextInt(5) == 0 ? SimulatedWorld.TREASURY : wallet();
    boolean reverted = random.nextInt(16) == 0;
    long nonce = nonces.merge(from, 1L, Long::sum) - 1;
    String hash = Hex.hash("transaction", seed, from, nonce, to, value, action, reverted);
    return new SimulatedTransaction(hash, nonce, from, to, value, reverted, action);
  }

  private String wallet() {
    return SimulatedWorld.WALLETS.get(random.nextInt(SimulatedWorld.WALLETS.size()));
  }
}
