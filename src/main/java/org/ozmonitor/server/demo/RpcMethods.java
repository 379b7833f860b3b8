package org.ozmonitor.server.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.server.demo.Lies.Lie;

/// The JSON-RPC methods of the simulated node. Confined to the simulator's context.
final class RpcMethods {
  private static final int ORPHANS_KEPT_BLOCKS = 64;
  private static final int SAFE_DEPTH = 8;
  private static final int FINALIZED_DEPTH = 16;
  private static final int LARGEST_LOG_RANGE = 1_000;
  private static final int STALE_BY_AT_MOST = 3;
  private static final long BOASTED_BY = 1_000_000;

  private final SimulatedChain chain;
  private final Liar liar;
  private final Map<String, Long> callsByMethod = new HashMap<>();

  RpcMethods(SimulatedChain chain, Liar liar) {
    this.chain = chain;
    this.liar = liar;
  }

  /// Answers one call object; whatever is wrong with it becomes a JSON-RPC error.
  JsonObject answer(Object call) {
    JsonObject answer = new JsonObject().put("jsonrpc", "2.0");
    if (!(call instanceof JsonObject request)
        || !(request.getValue("method") instanceof String method)) {
      return answer.putNull("id").put("error", error(-32600, "invalid request"));
    }
    answer.put("id", request.getValue("id"));
    JsonArray parameters =
        request.getValue("params") instanceof JsonArray given ? given : new JsonArray();
    try {
      return answer.put("result", result(method, parameters));
    } catch (RpcException e) {
      return answer.put("error", error(e.code, String.valueOf(e.getMessage())));
    }
  }

  Map<String, Long> callsByMethod() {
    return Map.copyOf(callsByMethod);
  }

  private @Nullable Object result(String method, JsonArray parameters) throws RpcException {
    Object result =
        switch (method) {
          case "eth_chainId" -> Hex.quantity(chainId());
          case "net_version" -> Long.toString(chainId());
          case "eth_blockNumber" -> Hex.quantity(head());
          case "eth_getBlockByNumber" -> blockByNumber(parameters);
          case "eth_getBlockByHash" ->
              known(text(parameters, 0))
                  .filter(_ -> !liar.tells(Lie.NULL_BLOCK))
                  .map(block -> EvmJson.block(block, isFull(parameters)))
                  .orElse(null);
          case "eth_getBlockReceipts" -> blockReceipts(parameters);
          case "eth_getTransactionByHash" -> atPlaceOf(text(parameters, 0), EvmJson::transaction);
          case "eth_getTransactionReceipt" -> transactionReceipt(text(parameters, 0));
          case "eth_getLogs" -> logs(parameters);
          default -> throw new RpcException(-32601, "the method " + method + " does not exist");
        };
    callsByMethod.merge(method, 1L, Long::sum);
    return result;
  }

  private long chainId() {
    return liar.tells(Lie.WRONG_CHAIN_ID) ? Simulator.CHAIN_ID + 1 : Simulator.CHAIN_ID;
  }

  private long head() {
    long head = chain.head().number();
    if (liar.tells(Lie.BOASTED_HEAD)) {
      return head + BOASTED_BY;
    }
    return liar.tells(Lie.STALE_HEAD) ? Math.max(0, head - liar.upTo(STALE_BY_AT_MOST)) : head;
  }

  private @Nullable JsonObject blockByNumber(JsonArray parameters) throws RpcException {
    Optional<SimulatedBlock> found = atNumber(text(parameters, 0));
    if (found.isEmpty() || liar.tells(Lie.NULL_BLOCK)) {
      return null;
    }
    JsonObject block = EvmJson.block(found.get(), isFull(parameters));
    return liar.tells(Lie.WRONG_PARENT)
        ? block.put("parentHash", Hex.hash("no such parent", found.get().hash()))
        : block;
  }

  private @Nullable JsonArray blockReceipts(JsonArray parameters) throws RpcException {
    if (liar.tells(Lie.NO_BLOCK_RECEIPTS)) {
      throw new RpcException(-32601, "the method eth_getBlockReceipts does not exist");
    }
    String which = which(parameters);
    Optional<SimulatedBlock> block = which.length() == 66 ? known(which) : atNumber(which);
    if (block.isEmpty() || liar.tells(Lie.NULL_RECEIPTS)) {
      return null;
    }
    JsonArray receipts = EvmJson.receipts(ofWhich(block.get()));
    if (!receipts.isEmpty() && liar.tells(Lie.MISSING_RECEIPT)) {
      receipts.remove(receipts.size() - 1);
    }
    return receipts;
  }

  private SimulatedBlock ofWhich(SimulatedBlock asked) {
    return liar.tells(Lie.FOREIGN_RECEIPTS) ? chain.find(asked.number() - 1).orElse(asked) : asked;
  }

  private static String which(JsonArray parameters) throws RpcException {
    if (!parameters.isEmpty() && parameters.getValue(0) instanceof JsonObject reference) {
      return reference.getString("blockHash", reference.getString("blockNumber", "latest"));
    }
    return text(parameters, 0);
  }

  private @Nullable JsonObject transactionReceipt(String hash) {
    return atPlaceOf(hash, EvmJson::receipt);
  }

  /// What stands at the place of a transaction on the canonical branch.
  private @Nullable JsonObject atPlaceOf(
      String hash, BiFunction<SimulatedBlock, Integer, JsonObject> read) {
    for (SimulatedChain.Placement placement : chain.placements(hash)) {
      List<SimulatedTransaction> transactions = placement.block().transactions();
      for (int index = 0; placement.canonical() && index < transactions.size(); index++) {
        if (transactions.get(index).hash().equals(hash)) {
          return read.apply(placement.block(), index);
        }
      }
    }
    return null;
  }

  private JsonArray logs(JsonArray parameters) throws RpcException {
    if (parameters.isEmpty() || !(parameters.getValue(0) instanceof JsonObject filter)) {
      throw new RpcException(-32602, "a filter object is missing");
    }
    JsonArray found = new JsonArray();
    for (SimulatedBlock block : blocksOf(filter)) {
      for (Object receipt : EvmJson.receipts(block)) {
        for (Object log : ((JsonObject) receipt).getJsonArray("logs")) {
          if (isWanted((JsonObject) log, filter)) {
            found.add(log);
          }
        }
      }
    }
    return found;
  }

  private List<SimulatedBlock> blocksOf(JsonObject filter) throws RpcException {
    String hash = filter.getString("blockHash");
    if (hash != null) {
      return List.of(known(hash).orElseThrow(() -> new RpcException(-32000, "unknown block")));
    }
    long first = number(filter.getString("fromBlock", "latest"));
    long last = Math.min(chain.head().number(), number(filter.getString("toBlock", "latest")));
    if (last - first >= LARGEST_LOG_RANGE) {
      throw new RpcException(-32005, "at most " + LARGEST_LOG_RANGE + " blocks at once");
    }
    List<SimulatedBlock> blocks = new ArrayList<>();
    for (long number = first; number <= last; number++) {
      chain.find(number).ifPresent(blocks::add);
    }
    return blocks;
  }

  private static boolean isWanted(JsonObject log, JsonObject filter) {
    JsonArray topics = filter.getJsonArray("topics", new JsonArray());
    Object topic = topics.isEmpty() ? null : topics.getValue(0);
    return fits(log.getString("address"), filter.getValue("address"))
        && fits(log.getJsonArray("topics").getString(0), topic);
  }

  private static boolean fits(String value, @Nullable Object wanted) {
    if (wanted instanceof JsonArray choices) {
      return choices.isEmpty() || choices.stream().anyMatch(choice -> fits(value, choice));
    }
    return wanted == null || value.equalsIgnoreCase(wanted.toString());
  }

  private Optional<SimulatedBlock> atNumber(String tag) throws RpcException {
    return chain.find(number(tag));
  }

  private long number(String tag) throws RpcException {
    long head = chain.head().number();
    return switch (tag) {
      case "latest", "pending" -> head();
      case "safe" -> Math.max(0, head - SAFE_DEPTH);
      case "finalized" -> Math.max(0, head - FINALIZED_DEPTH);
      case "earliest" -> 0;
      default -> {
        try {
          yield Long.decode(tag);
        } catch (NumberFormatException e) {
          throw new RpcException(-32602, "not a block number: " + tag);
        }
      }
    };
  }

  /// A canonical block, or an orphaned one that is not too old.
  private Optional<SimulatedBlock> known(String hash) {
    long oldestOrphan = chain.head().number() - ORPHANS_KEPT_BLOCKS;
    return chain
        .find(hash)
        .filter(block -> chain.isCanonical(block) || block.number() >= oldestOrphan);
  }

  private static boolean isFull(JsonArray parameters) {
    return parameters.size() > 1 && Boolean.TRUE.equals(parameters.getValue(1));
  }

  private static String text(JsonArray parameters, int index) throws RpcException {
    if (parameters.size() > index && parameters.getValue(index) instanceof String text) {
      return text;
    }
    throw new RpcException(-32602, "parameter " + index + " must be a string");
  }

  private static JsonObject error(int code, String message) {
    return new JsonObject().put("code", code).put("message", message);
  }

  private static final class RpcException extends Exception {
    private final int code;

    RpcException(int code, String message) {
      super(message);
      this.code = code;
    }
  }
}
