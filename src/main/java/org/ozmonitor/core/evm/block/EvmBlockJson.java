package org.ozmonitor.core.evm.block;

import static java.util.Map.entry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.ozmonitor.core.evm.value.Word;
import org.ozmonitor.core.filter.PayloadException;
import org.ozmonitor.core.json.CanonicalJson;
import org.ozmonitor.core.json.JsonText;

/// Writes transactions, receipts and logs of one payload as OpenZeppelin Monitor serialises them:
/// quantities minimal, bytes in lower case, absent fields null or left out by name. Fields of a
/// transaction that nobody knows are passed on as they are; unknown fields of receipts and logs are
/// dropped. Thread-safe.
public final class EvmBlockJson {
  /// How a known field is written.
  private enum Form {
    QUANTITY,
    /// A hash or an address.
    FIXED,
    /// Bytes of any length.
    DATA,
    /// Lower-case bytes inside lists and objects.
    NESTED_DATA,
    LOGS,
    PLAIN
  }

  private static final Map<String, Form> TRANSACTION =
      Map.ofEntries(
          entry("hash", Form.FIXED),
          entry("nonce", Form.QUANTITY),
          entry("blockHash", Form.FIXED),
          entry("blockNumber", Form.QUANTITY),
          entry("transactionIndex", Form.QUANTITY),
          entry("from", Form.FIXED),
          entry("to", Form.FIXED),
          entry("value", Form.QUANTITY),
          entry("gasPrice", Form.QUANTITY),
          entry("gas", Form.QUANTITY),
          entry("input", Form.DATA),
          entry("v", Form.QUANTITY),
          entry("r", Form.QUANTITY),
          entry("s", Form.QUANTITY),
          entry("raw", Form.DATA),
          entry("type", Form.QUANTITY),
          entry("accessList", Form.NESTED_DATA),
          entry("maxFeePerGas", Form.QUANTITY),
          entry("maxPriorityFeePerGas", Form.QUANTITY),
          entry("depositReceiptVersion", Form.QUANTITY),
          entry("sourceHash", Form.FIXED),
          entry("mint", Form.QUANTITY),
          entry("yParity", Form.QUANTITY));

  private static final Set<String> TRANSACTION_NULLS =
      Set.of("blockHash", "blockNumber", "transactionIndex", "to", "gasPrice");

  private static final Map<String, Form> RECEIPT =
      Map.ofEntries(
          entry("transactionHash", Form.FIXED),
          entry("transactionIndex", Form.QUANTITY),
          entry("blockHash", Form.FIXED),
          entry("blockNumber", Form.QUANTITY),
          entry("from", Form.FIXED),
          entry("to", Form.FIXED),
          entry("cumulativeGasUsed", Form.QUANTITY),
          entry("gasUsed", Form.QUANTITY),
          entry("contractAddress", Form.FIXED),
          entry("logs", Form.LOGS),
          entry("status", Form.QUANTITY),
          entry("root", Form.FIXED),
          entry("logsBloom", Form.DATA),
          entry("type", Form.QUANTITY),
          entry("effectiveGasPrice", Form.QUANTITY));

  private static final Set<String> RECEIPT_NULLS =
      Set.of(
          "blockHash",
          "blockNumber",
          "from",
          "to",
          "gasUsed",
          "contractAddress",
          "status",
          "root",
          "effectiveGasPrice");

  private static final Map<String, Form> LOG =
      Map.ofEntries(
          entry("address", Form.FIXED),
          entry("topics", Form.NESTED_DATA),
          entry("data", Form.DATA),
          entry("blockHash", Form.FIXED),
          entry("blockNumber", Form.QUANTITY),
          entry("transactionHash", Form.FIXED),
          entry("transactionIndex", Form.QUANTITY),
          entry("logIndex", Form.QUANTITY),
          entry("transactionLogIndex", Form.QUANTITY),
          entry("logType", Form.PLAIN),
          entry("removed", Form.PLAIN));

  private static final Set<String> LOG_NULLS =
      Set.of(
          "blockHash",
          "blockNumber",
          "transactionHash",
          "transactionIndex",
          "logIndex",
          "transactionLogIndex",
          "logType",
          "removed");

  private final byte[] payload;

  /// @param payload the bytes that the block was decoded from; not copied
  public EvmBlockJson(byte[] payload) {
    this.payload = payload;
  }

  public String transaction(EvmTransaction transaction) {
    return object(transaction.json(), TRANSACTION, TRANSACTION_NULLS, true);
  }

  public String receipt(EvmReceipt receipt) {
    return object(receipt.json(), RECEIPT, RECEIPT_NULLS, false);
  }

  public String log(EvmLog log) {
    return object(log.json(), LOG, LOG_NULLS, false);
  }

  private String object(
      Span span, Map<String, Form> forms, Set<String> nulls, boolean passUnknown) {
    try (PayloadReader reader = new PayloadReader(payload, span)) {
      reader.parser().nextToken();
      return object(reader, forms, nulls, passUnknown);
    } catch (IOException e) {
      throw new PayloadException("an object of the payload cannot be read again", e);
    }
  }

  private static String object(
      PayloadReader reader, Map<String, Form> forms, Set<String> nulls, boolean passUnknown)
      throws IOException {
    SortedMap<String, String> fields = JsonText.fields();
    reader.fields(
        "object",
        name -> {
          Form form = forms.get(name);
          if (form != null) {
            if (!isAbsent(reader.parser(), form)) {
              fields.put(name, value(reader, form));
            }
          } else if (passUnknown) {
            fields.put(name, CanonicalJson.value(reader.parser()));
          }
        });
    nulls.forEach(name -> fields.putIfAbsent(name, "null"));
    return JsonText.object(fields);
  }

  /// `null` is absent, and so is an empty value where its length is fixed.
  private static boolean isAbsent(JsonParser parser, Form form) throws IOException {
    JsonToken token = parser.currentToken();
    return token == JsonToken.VALUE_NULL
        || (token == JsonToken.VALUE_STRING
            && (parser.getTextLength() == 0
                || (form != Form.DATA && parser.getText().equals("0x"))));
  }

  private static String value(PayloadReader reader, Form form) throws IOException {
    JsonParser parser = reader.parser();
    return switch (form) {
      case QUANTITY -> quantity(parser);
      case FIXED, DATA, NESTED_DATA -> CanonicalJson.value(parser, EvmBlockJson::data);
      case LOGS ->
          JsonText.array(
              reader.array("logs", () -> object(reader, LOG, LOG_NULLS, false)), log -> log);
      case PLAIN -> CanonicalJson.value(parser);
    };
  }

  private static String quantity(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT
        || parser.currentToken() == JsonToken.START_ARRAY) {
      return CanonicalJson.value(parser);
    }
    char[] text = parser.getTextCharacters();
    int from = parser.getTextOffset();
    Optional<Word> word = Word.parseQuantity(text, from, from + parser.getTextLength());
    return word.isPresent() ? JsonText.quote(word.get().quantity()) : CanonicalJson.value(parser);
  }

  private static String data(String text) {
    return JsonText.quote(
        text.startsWith("0x") || text.startsWith("0X") ? text.toLowerCase(Locale.ROOT) : text);
  }
}
