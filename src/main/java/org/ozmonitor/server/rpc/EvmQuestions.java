package org.ozmonitor.server.rpc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/// The questions that an EVM node is asked, and the payload made of its answers. Pure.
final class EvmQuestions {
  static final JsonRpcRequest HEAD = new JsonRpcRequest("eth_blockNumber", "[]", true);
  static final JsonRpcRequest CHAIN_ID = new JsonRpcRequest("eth_chainId", "[]", true);
  static final JsonRpcRequest NETWORK_VERSION = new JsonRpcRequest("net_version", "[]", true);

  static final String TRANSACTION = "eth_getTransactionByHash";

  /// JSON-RPC "method not found", and what some providers say instead.
  private static final Set<Integer> NOT_OFFERED = Set.of(-32601, -32004);

  /// What others say, under codes that mean something else as well.
  private static final Pattern SAYS_NOT_OFFERED =
      Pattern.compile(
          "(?i)method.{0,80}(not (found|supported|available|allowed|exist|whitelisted|enabled)"
              + "|unsupported|does ?n[o']t exist|disabled)|unsupported method");

  private static final byte[] BEFORE_BLOCK = bytes("{\"block\":");
  private static final byte[] BEFORE_RECEIPTS = bytes(",\"receipts\":");

  private EvmQuestions() {}

  static String quantity(long height) {
    return "0x" + Long.toHexString(height);
  }

  /// @param number as a quantity
  static JsonRpcRequest blockByNumber(String number, boolean whole) {
    return new JsonRpcRequest("eth_getBlockByNumber", "[\"" + number + "\"," + whole + "]");
  }

  /// A block that tells where the chain stands, without its contents.
  ///
  /// @param number as a quantity or a tag
  static JsonRpcRequest headBlock(String number) {
    return new JsonRpcRequest("eth_getBlockByNumber", "[\"" + number + "\",false]", true);
  }

  static JsonRpcRequest blockByHash(String hash) {
    return new JsonRpcRequest("eth_getBlockByHash", "[\"" + hash + "\",true]");
  }

  /// @param block as a quantity or a hash
  static JsonRpcRequest receiptsOf(String block) {
    return new JsonRpcRequest("eth_getBlockReceipts", "[\"" + block + "\"]");
  }

  static JsonRpcRequest receipt(String transactionHash) {
    return new JsonRpcRequest("eth_getTransactionReceipt", "[\"" + transactionHash + "\"]");
  }

  static JsonRpcRequest transaction(String hash) {
    return new JsonRpcRequest(TRANSACTION, "[\"" + hash + "\"]");
  }

  static boolean isNotOffered(JsonRpcResult result) {
    return result instanceof JsonRpcResult.Failed(int code, String message)
        && (NOT_OFFERED.contains(code) || SAYS_NOT_OFFERED.matcher(message).find());
  }

  /// The number in a quantity; empty when it is none or does not fit.
  static OptionalLong number(String quantity) {
    if (!quantity.startsWith("0x") || quantity.length() < 3 || quantity.length() > 17) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(quantity, 2, quantity.length(), 16));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /// The value of a result that must be there.
  static JsonSlice value(JsonRpcRequest request, JsonRpcResult result) throws RpcException {
    return switch (result) {
      case JsonRpcResult.Value(JsonSlice json) -> json;
      case JsonRpcResult.Absent _ -> throw RpcException.absent(request.method());
      case JsonRpcResult.Failed(int code, String message) ->
          throw RpcException.jsonRpc(request.method(), code, message);
    };
  }

  /// The hashes of a block's transactions, in order.
  static List<String> transactionHashes(JsonSlice block) throws RpcException {
    JsonSlice transactions =
        JsonRpcAnswers.member(block, "transactions")
            .orElseThrow(() -> RpcException.inconsistent("block has no transactions"));
    return JsonRpcAnswers.fields(transactions, "hash");
  }

  /// An array of the node's own receipts.
  static JsonSlice array(List<JsonSlice> receipts, int maxBytes) throws RpcException {
    long length = 1L + Math.max(1, receipts.size());
    for (JsonSlice receipt : receipts) {
      length += receipt.length();
    }
    if (length > maxBytes) {
      throw RpcException.tooLarge(maxBytes);
    }
    byte[] all = new byte[(int) length];
    int at = 0;
    all[at++] = '[';
    for (int i = 0; i < receipts.size(); i++) {
      if (i > 0) {
        all[at++] = ',';
      }
      at = receipts.get(i).copyTo(all, at);
    }
    all[at] = ']';
    return new JsonSlice(all, 0, all.length);
  }

  static byte[] payload(JsonSlice block, JsonSlice receipts) {
    byte[] payload =
        new byte
            [BEFORE_BLOCK.length + block.length() + BEFORE_RECEIPTS.length + receipts.length() + 1];
    System.arraycopy(BEFORE_BLOCK, 0, payload, 0, BEFORE_BLOCK.length);
    int at = block.copyTo(payload, BEFORE_BLOCK.length);
    System.arraycopy(BEFORE_RECEIPTS, 0, payload, at, BEFORE_RECEIPTS.length);
    at = receipts.copyTo(payload, at + BEFORE_RECEIPTS.length);
    payload[at] = '}';
    return payload;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
