package org.ozmonitor.system.campaign;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.ozmonitor.server.demo.DemoMonitor;
import org.ozmonitor.server.demo.SimulatedTransaction;
import org.ozmonitor.server.demo.SimulatedTransaction.Action;
import org.ozmonitor.server.demo.SimulatedWorld;

/// A monitor of a campaign: what it looks at comes from its number, how much of that it reports
/// from
/// its share. Immutable.
///
/// @param number among the monitors of its tenant, from 0; equal numbers of two tenants have equal
///     names and watch the same
/// @param share of the transactions it looks at that match, in thousandths, 1 to 1000
record CampaignMonitor(int number, int share) {
  private static final List<String> TOKENS =
      List.of(SimulatedWorld.ALPHA, SimulatedWorld.BETA, SimulatedWorld.GAMMA);
  private static final BigInteger LARGEST_AMOUNT = BigInteger.valueOf(100_000_000_000L);
  private static final BigInteger LARGEST_PAYMENT = new BigInteger("5000000000000000000");

  /// A share that gives an alert every few blocks.
  static int share(SplittableRandom random) {
    return 100 + random.nextInt(300);
  }

  /// The networks that it watches: one of them, or both.
  Set<Integer> networks() {
    return switch (number % 5) {
      case 0, 1 -> Set.of(0);
      case 2, 3 -> Set.of(1);
      default -> Set.of(0, 1);
    };
  }

  /// The same for documents and for the oracle.
  DemoMonitor told() {
    String token = TOKENS.get(number % TOKENS.size());
    return switch (number % 4) {
      case 0 -> event(token);
      case 1 -> call(token);
      case 2 -> payment();
      default -> treasury(token);
    };
  }

  private String name() {
    return "Watch " + number;
  }

  /// What exactly the given share of evenly spread amounts exceeds.
  private BigInteger bound(BigInteger largest) {
    return largest.multiply(BigInteger.valueOf(1000L - share)).divide(BigInteger.valueOf(1000));
  }

  private DemoMonitor event(String token) {
    BigInteger bound = bound(LARGEST_AMOUNT);
    return new DemoMonitor(
        name(),
        List.of(token),
        true,
        """
        {"functions":[],"transactions":[],
         "events":[{"signature":"Transfer(address,address,uint256)","expression":"value > %s"}]}
        """
            .formatted(bound),
        transaction ->
            transaction.to().equals(token)
                && !transaction.reverted()
                && amount(transaction).compareTo(bound) > 0);
  }

  /// A call that reverts was made all the same.
  private DemoMonitor call(String token) {
    BigInteger bound = bound(LARGEST_AMOUNT);
    return new DemoMonitor(
        name(),
        List.of(token),
        true,
        """
        {"events":[],"transactions":[],
         "functions":[{"signature":"transfer(address,uint256)","expression":"amount >= %s"}]}
        """
            .formatted(bound),
        transaction ->
            transaction.to().equals(token)
                && transaction.action() instanceof Action.TokenTransfer
                && amount(transaction).compareTo(bound) >= 0);
  }

  private DemoMonitor payment() {
    BigInteger bound = bound(LARGEST_PAYMENT);
    return new DemoMonitor(
        name(),
        List.of(SimulatedWorld.VAULT),
        false,
        """
        {"events":[],"functions":[],
         "transactions":[{"status":"Any","expression":"value > %s AND to == %s"}]}
        """
            .formatted(bound, SimulatedWorld.VAULT),
        transaction ->
            transaction.to().equals(SimulatedWorld.VAULT)
                && transaction.value().compareTo(bound) > 0);
  }

  private DemoMonitor treasury(String token) {
    BigInteger bound = bound(LARGEST_AMOUNT);
    return new DemoMonitor(
        name(),
        List.of(token),
        true,
        """
        {"functions":[],"transactions":[],
         "events":[{"signature":"Transfer(address,address,uint256)","expression":"from == %s AND value > %s"}]}
        """
            .formatted(SimulatedWorld.TREASURY, bound),
        transaction ->
            transaction.to().equals(token)
                && transaction.from().equals(SimulatedWorld.TREASURY)
                && !transaction.reverted()
                && amount(transaction).compareTo(bound) > 0);
  }

  /// Of a token transfer; -1 of anything else.
  private static BigInteger amount(SimulatedTransaction transaction) {
    return transaction.action() instanceof Action.TokenTransfer transfer
        ? transfer.amount()
        : BigInteger.ONE.negate();
  }
}
