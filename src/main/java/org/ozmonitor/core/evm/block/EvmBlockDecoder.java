package org.ozmonitor.core.evm.block;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.filter.PayloadException;

/// Decodes the payload of a block: `{"block":…,"receipts":…}`, each part as the node sent it.
///
/// A payload is taken whole or not at all: a block or receipts that are null, a count of receipts
/// that differs from the count of transactions, or a receipt of another block or transaction are
/// refused, because "no match" must never come from half an answer.
public final class EvmBlockDecoder {
  private final PayloadReader reader;
  private Optional<BlockReading> block = Optional.empty();
  private Optional<List<ReceiptReading>> receipts = Optional.empty();

  private EvmBlockDecoder(PayloadReader reader) {
    this.reader = reader;
  }

  /// Decodes and verifies one payload.
  ///
  /// @throws PayloadException when it is not a complete block with its receipts
  public static EvmBlock decode(byte[] payload) {
    try (PayloadReader reader = new PayloadReader(payload, new Span(0, payload.length))) {
      EvmBlockDecoder decoder = new EvmBlockDecoder(reader);
      decoder.readPayload();
      return decoder.assemble();
    } catch (JsonProcessingException e) {
      throw new PayloadException("payload is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new PayloadException("payload cannot be read", e);
    }
  }

  private void readPayload() throws IOException {
    if (reader.parser().nextToken() == null) {
      throw new PayloadException("payload is empty");
    }
    reader.fields(
        "payload",
        name -> {
          switch (name) {
            case "block" -> block = Optional.of(readBlock());
            case "receipts" -> receipts = Optional.of(readReceipts());
            default -> {}
          }
        });
    if (reader.parser().nextToken() != null) {
      throw new PayloadException("payload goes on behind its end");
    }
  }

  private BlockReading readBlock() throws IOException {
    BlockReading reading = new BlockReading();
    reader.fields(
        "block",
        name -> {
          switch (name) {
            case "number" -> reading.number = reader.quantity("block.number");
            case "hash" -> reading.hash = reader.hash("block.hash");
            case "parentHash" -> reading.parentHash = reader.hash("block.parentHash");
            case "timestamp" -> reading.timestamp = reader.quantity("block.timestamp");
            case "transactions" ->
                reading.transactions =
                    Optional.of(reader.array("block.transactions", this::readTransaction));
            default -> {}
          }
        });
    return reading;
  }

  private TransactionReading readTransaction() throws IOException {
    TransactionReading reading = new TransactionReading();
    reading.json = reader.object("a transaction", name -> readTransactionField(reading, name));
    return reading;
  }

  private void readTransactionField(TransactionReading into, String name) throws IOException {
    switch (name) {
      case "hash" -> into.hash = reader.hash("transaction.hash");
      case "from" -> into.from = reader.address("transaction.from");
      case "to" -> into.to = reader.address("transaction.to");
      case "value" -> into.value = reader.quantity("transaction.value");
      case "nonce" -> into.nonce = reader.quantity("transaction.nonce");
      case "gas" -> into.gas = reader.quantity("transaction.gas");
      case "input" -> into.input = reader.bytes("transaction.input");
      case "gasPrice" -> into.gasPrice = reader.quantity("transaction.gasPrice");
      case "maxFeePerGas" -> into.maxFee = reader.quantity("transaction.maxFeePerGas");
      case "maxPriorityFeePerGas" ->
          into.maxPriorityFee = reader.quantity("transaction.maxPriorityFeePerGas");
      case "transactionIndex" -> into.index = reader.quantity("transaction.transactionIndex");
      default -> {}
    }
  }

  private List<ReceiptReading> readReceipts() throws IOException {
    return reader.array("receipts", this::readReceipt);
  }

  private ReceiptReading readReceipt() throws IOException {
    ReceiptReading reading = new ReceiptReading();
    reading.json =
        reader.object(
            "a receipt",
            name -> {
              switch (name) {
                case "transactionHash" ->
                    reading.transactionHash = reader.hash("receipt.transactionHash");
                case "blockHash" -> reading.blockHash = reader.hash("receipt.blockHash");
                case "status" -> reading.status = reader.quantity("receipt.status");
                case "root" ->
                    reading.hasRoot = reader.parser().currentToken() != JsonToken.VALUE_NULL;
                case "gasUsed" -> reading.gasUsed = reader.quantity("receipt.gasUsed");
                case "logs" ->
                    reading.logs = Optional.of(reader.array("receipt.logs", this::readLog));
                default -> {}
              }
            });
    return reading;
  }

  private EvmLog readLog() throws IOException {
    LogReading reading = new LogReading();
    Span json =
        reader.object(
            "a log",
            name -> {
              switch (name) {
                case "address" -> reading.address = reader.address("log.address");
                case "topics" ->
                    reading.topics =
                        Optional.of(
                            reader.array(
                                "log.topics",
                                () -> BlockReading.require(reader.hash("log.topic"), "log.topic")));
                case "data" -> reading.data = reader.bytes("log.data");
                default -> {}
              }
            });
    return reading.log(json);
  }

  private EvmBlock assemble() {
    BlockReading reading = BlockReading.require(block, "block");
    List<TransactionReading> transactions =
        BlockReading.require(reading.transactions, "block.transactions");
    Map<Word, EvmReceipt> byTransaction = receiptsOf(reading, transactions.size());
    List<EvmTransaction> assembled = new ArrayList<>(transactions.size());
    for (TransactionReading transaction : transactions) {
      Word hash = BlockReading.require(transaction.hash, "transaction.hash");
      EvmReceipt receipt = byTransaction.remove(hash);
      if (receipt == null) {
        throw new PayloadException("transaction " + hash.hex() + " has no receipt of its own");
      }
      assembled.add(transaction.transaction(hash, receipt));
    }
    return reading.block(assembled);
  }

  private Map<Word, EvmReceipt> receiptsOf(BlockReading reading, int transactions) {
    List<ReceiptReading> all = BlockReading.require(receipts, "receipts");
    if (all.size() != transactions) {
      throw new PayloadException(
          "block has " + transactions + " transactions but " + all.size() + " receipts");
    }
    Map<Word, EvmReceipt> byTransaction = HashMap.newHashMap(all.size());
    for (ReceiptReading receipt : all) {
      Word hash = BlockReading.require(receipt.transactionHash, "receipt.transactionHash");
      if (receipt.blockHash.isPresent()
          && reading.hash.isPresent()
          && !receipt.blockHash.equals(reading.hash)) {
        throw new PayloadException(
            "receipt of transaction " + hash.hex() + " belongs to another block");
      }
      if (byTransaction.put(hash, receipt.receipt()) != null) {
        throw new PayloadException("transaction " + hash.hex() + " has two receipts");
      }
    }
    return byTransaction;
  }
}
