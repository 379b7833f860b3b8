package org.ozmonitor.server.rpc;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.OptionalLong;

/// The questions that an EVM node is asked, and the payload made of its answers. Pure.
final class EvmQuestions {
  static final JsonRpcRequest HEAD = new JsonRpcRequest("eth_blockNumber", "[]");

  static final String TRANSACTION = "eth_getTransactionByHash";

  /// JSON-RPC "method not found", and what some providers say instead.
  private static final List<Integer> NOT_OFFERED = List.of(-32601, -32004);

  private EvmQuestions() {}

  static String quantity(long height) {
    return "0x" + Long.toHexString(height);
  }

  /// @param number as a quantity
  static JsonRpcRequest blockByNumber(String number, boolean whole) {
    return new JsonRpcRequest("eth_getBlockByNumber", "[\"" + number + "\"," + whole + "]");
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
    return result instanceof JsonRpcResult.Failed(int code, String _) && NOT_OFFERED.contains(code);
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
  static Buffer value(JsonRpcRequest request, JsonRpcResult result) throws RpcException {
    return switch (result) {
      case JsonRpcResult.Value(Buffer json) -> json;
      case JsonRpcResult.Absent _ ->
          throw RpcException.inconsistent(request.method() + " answered null");
      case JsonRpcResult.Failed(int code, String message) ->
          throw RpcException.jsonRpc(request.method(), code, message);
    };
  }

  /// The hashes of a block's transactions, in order.
  static List<String> transactionHashes(Buffer block) throws RpcException {
    Buffer transactions =
        JsonRpcAnswers.member(block, "transactions")
            .orElseThrow(() -> RpcException.inconsistent("block has no transactions"));
    return JsonRpcAnswers.fields(transactions, "hash");
  }

  /// An array of the node's own receipts.
  static Buffer array(List<Buffer> receipts) {
    Buffer all = Buffer.buffer("[");
    for (int i = 0; i < receipts.size(); i++) {
      if (i > 0) {
        all.appendByte((byte) ',');
      }
      all.appendBuffer(receipts.get(i));
    }
    return all.appendByte((byte) ']');
  }

  static Buffer payload(Buffer block, Buffer receipts) {
    return Buffer.buffer(block.length() + receipts.length() + 32)
        .appendString("{\"block\":")
        .appendBuffer(block)
        .appendString(",\"receipts\":")
        .appendBuffer(receipts)
        .appendByte((byte) '}');
  }
}
