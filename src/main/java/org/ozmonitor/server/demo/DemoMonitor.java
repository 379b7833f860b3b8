package org.ozmonitor.server.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Predicate;
import org.ozmonitor.server.demo.SimulatedTransaction.Action;

/// A monitor of the demo, told twice: as the document that users write, and as a plain rule over
/// the simulator's transactions, from which the {@link Oracle} knows what must arrive. Immutable.
///
/// @param addresses what the document watches
/// @param withAbi whether the addresses are tokens with an ABI
/// @param conditions `match_conditions` as JSON text
/// @param rule whether a transaction must be reported
public record DemoMonitor(
    String name,
    List<String> addresses,
    boolean withAbi,
    String conditions,
    Predicate<SimulatedTransaction> rule) {
  private static final BigInteger LARGE_AMOUNT = BigInteger.valueOf(60_000_000_000L);
  private static final BigInteger LARGE_CALL = BigInteger.valueOf(50_000_000_000L);
  private static final BigInteger LARGE_PAYMENT = new BigInteger("1500000000000000000");
  private static final String ERC20_ABI =
      """
      [{"type":"event","name":"Transfer","anonymous":false,"inputs":[
          {"name":"from","type":"address","internalType":"address","indexed":true},
          {"name":"to","type":"address","internalType":"address","indexed":true},
          {"name":"value","type":"uint256","internalType":"uint256","indexed":false}]},
       {"type":"event","name":"Approval","anonymous":false,"inputs":[
          {"name":"owner","type":"address","internalType":"address","indexed":true},
          {"name":"spender","type":"address","internalType":"address","indexed":true},
          {"name":"value","type":"uint256","internalType":"uint256","indexed":false}]},
       {"type":"function","name":"transfer","stateMutability":"nonpayable","inputs":[
          {"name":"to","type":"address","internalType":"address"},
          {"name":"amount","type":"uint256","internalType":"uint256"}],
        "outputs":[{"name":"","type":"bool","internalType":"bool"}]},
       {"type":"function","name":"approve","stateMutability":"nonpayable","inputs":[
          {"name":"spender","type":"address","internalType":"address"},
          {"name":"amount","type":"uint256","internalType":"uint256"}],
        "outputs":[{"name":"","type":"bool","internalType":"bool"}]}]
      """;

  public DemoMonitor {
    addresses = List.copyOf(addresses);
  }

  /// The monitors of the demo: an event, a function, a payment, and an event by sender.
  public static List<DemoMonitor> all() {
    return List.of(largeTransfers(), largeCalls(), deposits(), treasury());
  }

  /// The monitor as OpenZeppelin Monitor reads it.
  JsonObject document(String network, String trigger) {
    JsonArray watched = new JsonArray();
    for (String address : addresses) {
      JsonObject entry = new JsonObject().put("address", address);
      watched.add(withAbi ? entry.put("contract_spec", new JsonArray(ERC20_ABI)) : entry);
    }
    return new JsonObject()
        .put("name", name)
        .put("paused", false)
        .put("networks", new JsonArray().add(network))
        .put("addresses", watched)
        .put("match_conditions", new JsonObject(conditions))
        .put("trigger_conditions", new JsonArray())
        .put("triggers", new JsonArray().add(trigger));
  }

  private static DemoMonitor largeTransfers() {
    return new DemoMonitor(
        "Large ALPHA transfer",
        List.of(SimulatedWorld.ALPHA),
        true,
        """
        {"functions":[],"transactions":[],
         "events":[{"signature":"Transfer(address,address,uint256)","expression":"value > %s"}]}
        """
            .formatted(LARGE_AMOUNT),
        transaction ->
            transaction.to().equals(SimulatedWorld.ALPHA)
                && !transaction.reverted()
                && transaction.action() instanceof Action.TokenTransfer transfer
                && transfer.amount().compareTo(LARGE_AMOUNT) > 0);
  }

  // A call that reverts has no event, but it was called all the same.
  private static DemoMonitor largeCalls() {
    return new DemoMonitor(
        "Large BETA transfer call",
        List.of(SimulatedWorld.BETA),
        true,
        """
        {"events":[],"transactions":[],
         "functions":[{"signature":"transfer(address,uint256)","expression":"amount >= %s"}]}
        """
            .formatted(LARGE_CALL),
        transaction ->
            transaction.to().equals(SimulatedWorld.BETA)
                && transaction.action() instanceof Action.TokenTransfer transfer
                && transfer.amount().compareTo(LARGE_CALL) >= 0);
  }

  private static DemoMonitor deposits() {
    return new DemoMonitor(
        "Vault deposit",
        List.of(SimulatedWorld.VAULT),
        false,
        """
        {"events":[],"functions":[],
         "transactions":[{"status":"Any","expression":"value > %s AND to == %s"}]}
        """
            .formatted(LARGE_PAYMENT, SimulatedWorld.VAULT),
        transaction ->
            transaction.to().equals(SimulatedWorld.VAULT)
                && transaction.value().compareTo(LARGE_PAYMENT) > 0);
  }

  private static DemoMonitor treasury() {
    return new DemoMonitor(
        "Treasury moves tokens",
        SimulatedWorld.TOKENS,
        true,
        """
        {"functions":[],"transactions":[],
         "events":[{"signature":"Transfer(address,address,uint256)","expression":"from == %s"}]}
        """
            .formatted(SimulatedWorld.TREASURY),
        transaction ->
            transaction.from().equals(SimulatedWorld.TREASURY)
                && !transaction.reverted()
                && transaction.action() instanceof Action.TokenTransfer);
  }
}
