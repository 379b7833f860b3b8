package org.ozmonitor.core.evm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.ozmonitor.core.definition.ActiveMonitor;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.definition.Monitor.MonitoredAddress;
import org.ozmonitor.core.definition.Monitor.SignatureCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition;
import org.ozmonitor.core.definition.Monitor.TransactionCondition.Status;
import org.ozmonitor.core.evm.block.EvmBlock;
import org.ozmonitor.core.evm.block.EvmLog;
import org.ozmonitor.core.evm.block.EvmTransaction;
import org.ozmonitor.core.tenant.TenantId;

/// Makes monitors of every shape whose conditions ask for values that blocks hold, or almost hold.
final class RandomMonitors {
  private static final String TOKEN =
      """
      {"type":"event","name":"Transfer","anonymous":false,"inputs":[
        {"name":"from","type":"address","indexed":true},{"name":"to","type":"address","indexed":true},
        {"name":"value","type":"uint256","indexed":false}]},
      {"type":"event","name":"Swap","anonymous":false,"inputs":[
        {"name":"sender","type":"address","indexed":true},{"name":"amount0In","type":"uint256"},
        {"name":"amount1In","type":"uint256"},{"name":"amount0Out","type":"uint256"},
        {"name":"amount1Out","type":"uint256"},{"name":"to","type":"address","indexed":true}]},
      {"type":"event","name":"Swap","anonymous":false,"inputs":[
        {"name":"sender","type":"address","indexed":true},
        {"name":"recipient","type":"address","indexed":true},{"name":"amount0","type":"int256"},
        {"name":"amount1","type":"int256"},{"name":"sqrtPriceX96","type":"uint160"},
        {"name":"liquidity","type":"uint128"},{"name":"tick","type":"int24"}]},
      {"type":"function","name":"transfer","outputs":[],"inputs":[
        {"name":"to","type":"address"},{"name":"amount","type":"uint256"}]},
      {"type":"function","name":"approve","outputs":[],"inputs":[
        {"name":"","type":"address"},{"name":"or","type":"uint256"}]},
      {"type":"function","name":"multicall","outputs":[],"inputs":[
        {"name":"deadline","type":"uint256"},{"name":"data","type":"bytes[]"}]}\
      """;

  private static final String OVERLOAD =
      """
      {"type":"event","name":"Transfer","anonymous":false,"inputs":[
        {"name":"from","type":"address","indexed":true},{"name":"to","type":"address","indexed":true},
        {"name":"value","type":"uint256","indexed":true}]}\
      """;

  private static final String ANONYMOUS =
      """
      {"type":"event","name":"Note","anonymous":true,"inputs":[
        {"name":"id","type":"bytes32","indexed":true},{"name":"from","type":"address","indexed":true},
        {"name":"value","type":"uint256"}]},
      {"type":"event","name":"Other","anonymous":true,"inputs":[
        {"name":"id","type":"uint256","indexed":true},{"name":"value","type":"int256"}]}\
      """;

  private static final List<String> SPECS =
      List.of(
          "[" + TOKEN + "]",
          "[" + OVERLOAD + "," + TOKEN + "]",
          "[" + TOKEN + "," + OVERLOAD + "]",
          "[" + ANONYMOUS + "]",
          "[" + ANONYMOUS + "," + TOKEN + "]");

  private static final List<String> EVENTS =
      List.of(
          "Transfer(address,address,uint256)",
          "transfer (address, address,uint256)",
          "Swap(address,uint256,uint256,uint256,uint256,address)",
          "Swap(address,address,int256,int256,uint160,uint128,int24)",
          "Note(bytes32,address,uint256)",
          "Other(uint256,int256)");

  private static final List<String> FUNCTIONS =
      List.of(
          "transfer(address,uint256)", "approve(address,uint256)", "multicall(uint256,bytes[])");

  private static final List<String> AMOUNTS =
      List.of("value", "amount0In", "amount1Out", "amount0", "tick", "liquidity", "amount", "or");
  private static final List<String> ACCOUNTS = List.of("from", "to", "sender", "recipient");
  private static final List<String> OPERATORS = List.of("==", "!=", ">", ">=", "<", "<=");

  private final Random random;
  private final List<String> addresses = new ArrayList<>();
  private final List<String> amounts = new ArrayList<>(List.of("0", "-1", "1", "115792089237"));

  RandomMonitors(Random random, List<EvmBlock> blocks) {
    this.random = random;
    for (EvmBlock block : blocks) {
      for (EvmTransaction transaction : block.transactions()) {
        transaction.from().ifPresent(a -> addresses.add(a.hex()));
        transaction.to().ifPresent(a -> addresses.add(a.hex()));
        amounts.add(transaction.value().unsignedDecimal());
        transaction.receipt().logs().forEach(this::learn);
      }
    }
  }

  private void learn(EvmLog log) {
    addresses.add(log.address().hex());
    log.topics().stream().skip(1).forEach(topic -> addresses.add(topic.address().hex()));
    for (int at = 0; at + 32 <= Math.min(log.data().length(), 160); at += 32) {
      amounts.add(log.data().word(at).unsignedDecimal());
      amounts.add(log.data().word(at).signedDecimal());
    }
  }

  ActiveMonitor next(int number) {
    boolean any = random.nextInt(4) == 0;
    List<MonitoredAddress> watched = new ArrayList<>();
    for (int i = any ? 0 : 1 + random.nextInt(3); i > 0; i--) {
      watched.add(
          new MonitoredAddress(
              pick(addresses),
              random.nextInt(6) == 0 ? Optional.empty() : Optional.of(pick(SPECS))));
    }
    Monitor monitor =
        new Monitor(
            "monitor " + number,
            List.of("ethereum_mainnet"),
            false,
            watched,
            conditions(FUNCTIONS),
            conditions(EVENTS),
            transactions(),
            List.of(),
            List.of(),
            "[]",
            any,
            any ? Optional.of(pick(SPECS)) : Optional.empty());
    return new ActiveMonitor(TenantId.DEFAULT, new UUID(8, number), 1, monitor);
  }

  private List<SignatureCondition> conditions(List<String> signatures) {
    List<SignatureCondition> conditions = new ArrayList<>();
    for (int i = Math.max(0, random.nextInt(5) - 2); i > 0; i--) {
      conditions.add(
          new SignatureCondition(
              pick(signatures),
              random.nextInt(4) == 0 ? Optional.empty() : Optional.of(expression(2, false))));
    }
    return conditions;
  }

  private List<TransactionCondition> transactions() {
    List<TransactionCondition> conditions = new ArrayList<>();
    for (int i = Math.max(0, random.nextInt(5) - 2); i > 0; i--) {
      conditions.add(
          new TransactionCondition(
              pick(List.of(Status.values())),
              random.nextInt(4) == 0 ? Optional.empty() : Optional.of(expression(2, true))));
    }
    return conditions;
  }

  private String expression(int depth, boolean ofTransaction) {
    int kind = random.nextInt(depth == 0 ? 1 : 3);
    if (kind == 0) {
      return ofTransaction ? transactionCondition() : argumentCondition();
    }
    String joined =
        expression(depth - 1, ofTransaction)
            + (kind == 1 ? " AND " : " OR ")
            + expression(depth - 1, ofTransaction);
    return random.nextBoolean() ? "(" + joined + ")" : joined;
  }

  private String argumentCondition() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> pick(ACCOUNTS) + (coin() ? " == " : " != ") + pick(addresses);
      case 4, 5, 6, 7 -> pick(AMOUNTS) + " " + pick(OPERATORS) + " " + pick(amounts);
      case 8 -> "$" + random.nextInt(4) + " " + pick(OPERATORS) + " " + pick(amounts);
      case 9 -> "$" + random.nextInt(3) + " == " + pick(addresses);
      case 10 -> "id starts_with 0x0";
      default -> "nobody == 1";
    };
  }

  private String transactionCondition() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> "value " + pick(OPERATORS) + " " + pick(amounts);
      case 2, 3 -> (coin() ? "from" : "to") + (coin() ? " == " : " != ") + pick(addresses);
      case 4 -> "gas_used " + pick(OPERATORS) + " " + (20_000 + random.nextInt(200_000));
      case 5 -> "input starts_with " + (coin() ? "0xa9059cbb" : "0xA9059");
      case 6 -> "gas_price > " + random.nextInt(90) + "000000000";
      default -> "transaction_index < " + random.nextInt(200);
    };
  }

  private boolean coin() {
    return random.nextBoolean();
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
