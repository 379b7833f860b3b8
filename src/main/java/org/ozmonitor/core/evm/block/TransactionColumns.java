package org.ozmonitor.core.evm.block;

/// Where the transactions of a payload and their fields stand. Grows while it is read, immutable
/// afterwards.
final class TransactionColumns {
  private static final FieldNames NAMES =
      new FieldNames(
          "hash",
          "from",
          "to",
          "value",
          "input",
          "nonce",
          "gas",
          "gasPrice",
          "maxFeePerGas",
          "maxPriorityFeePerGas",
          "transactionIndex");

  private static final int WIDTH = 7;

  private final IntColumn offsets = new IntColumn();

  int size() {
    return offsets.size() / WIDTH;
  }

  int hash(int transaction) {
    return offsets.get(transaction * WIDTH);
  }

  int from(int transaction) {
    return offsets.get(transaction * WIDTH + 1);
  }

  int to(int transaction) {
    return offsets.get(transaction * WIDTH + 2);
  }

  int value(int transaction) {
    return offsets.get(transaction * WIDTH + 3);
  }

  /// The `0x` of the calldata.
  int inputStart(int transaction) {
    return offsets.get(transaction * WIDTH + 4);
  }

  int inputEnd(int transaction) {
    return offsets.get(transaction * WIDTH + 5);
  }

  int jsonStart(int transaction) {
    return offsets.get(transaction * WIDTH + 6);
  }

  void read(byte[] payload, JsonScanner scanner, ValueReader values) {
    for (boolean more = scanner.openArray("block.transactions");
        more;
        more = scanner.nextElement()) {
      readOne(payload, scanner, values);
    }
  }

  private void readOne(byte[] payload, JsonScanner scanner, ValueReader values) {
    int start = scanner.position();
    int hash = 0;
    int from = 0;
    int to = 0;
    int value = 0;
    int input = 0;
    int inputEnd = 0;
    int nonce = 0;
    int gas = 0;
    for (boolean more = scanner.openObject("a transaction"); more; more = scanner.nextField()) {
      switch (NAMES.find(payload, scanner.keyStart(), scanner.keyEnd())) {
        case 0 -> hash = values.hash("transaction.hash");
        case 1 -> from = values.address("transaction.from");
        case 2 -> to = values.address("transaction.to");
        case 3 -> value = values.quantity("transaction.value");
        case 4 -> {
          input = values.data("transaction.input");
          inputEnd = scanner.tokenEnd();
        }
        case 5 -> nonce = values.quantity("transaction.nonce");
        case 6 -> gas = values.quantity("transaction.gas");
        case 7 -> check(values, "transaction.gasPrice");
        case 8 -> check(values, "transaction.maxFeePerGas");
        case 9 -> check(values, "transaction.maxPriorityFeePerGas");
        case 10 -> check(values, "transaction.transactionIndex");
        default -> scanner.skipValue();
      }
    }
    var _ = ValueReader.require(nonce, "transaction.nonce");
    var _ = ValueReader.require(gas, "transaction.gas");
    offsets.add(ValueReader.require(hash, "transaction.hash"));
    offsets.add(from);
    offsets.add(to);
    offsets.add(ValueReader.require(value, "transaction.value"));
    offsets.add(ValueReader.require(input, "transaction.input"));
    offsets.add(inputEnd);
    offsets.add(start);
  }

  /// Checked here; found again when somebody asks, which is rare.
  private static void check(ValueReader values, String what) {
    var _ = values.quantity(what);
  }
}
