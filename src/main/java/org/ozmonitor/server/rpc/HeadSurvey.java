package org.ozmonitor.server.rpc;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.ozmonitor.server.rpc.ChainClient.SeenBlock;

/// Compares the heads of all endpoints and says which ones are behind, and finds heads that do not
/// exist. Confined to the context of the network's watcher.
///
/// A single endpoint must not silence the others by boasting: a head that stands out, from those of
/// the others or from the last one believed, counts only when the endpoint can show that block.
final class HeadSurvey {
  /// Later answers do not count.
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /// A head so far above the last one believed must be shown.
  private static final long MAX_JUMP = 16;

  private final EndpointTable table;
  private final Function<Endpoint, Future<Long>> headOf;
  private final HeadBlock headBlock;
  private final long maxLag;
  private OptionalLong believed = OptionalLong.empty();

  /// Asks an endpoint for the block at a height without its contents.
  interface HeadBlock {
    Future<SeenBlock> look(Endpoint endpoint, long height);
  }

  /// @param maxLag a head may be so far below the best one without being behind
  HeadSurvey(
      EndpointTable table,
      Function<Endpoint, Future<Long>> headOf,
      HeadBlock headBlock,
      long maxLag) {
    this.table = table;
    this.headOf = headOf;
    this.headBlock = headBlock;
    this.maxLag = maxLag;
  }

  /// The head of one endpoint, proven where it stands out from what was believed before.
  Future<Long> plausible(Endpoint endpoint) {
    return headOf
        .apply(endpoint)
        .compose(head -> isJump(head) ? proven(endpoint, head) : Future.succeededFuture(head))
        .onSuccess(this::believe);
  }

  /// Asks all endpoints at once that are not left alone, and answers with the head of the first one
  /// in order that is left.
  Future<Long> run() {
    Map<Endpoint, Future<Long>> asked = new HashMap<>();
    table
        .askable()
        .forEach(
            endpoint ->
                asked.put(
                    endpoint,
                    table.once(endpoint, headOf).timeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)));
    if (asked.isEmpty()) {
      return Future.failedFuture(RpcException.unavailable("every endpoint is left alone"));
    }
    return Future.join(List.copyOf(asked.values()))
        .transform(
            (_, failure) -> {
              Map<Endpoint, Long> known = new HashMap<>();
              asked.forEach(
                  (endpoint, head) -> {
                    if (head.succeeded()) {
                      known.put(endpoint, head.result());
                    }
                  });
              return known.isEmpty() ? Future.failedFuture(failure) : judge(known);
            });
  }

  private Future<Long> judge(Map<Endpoint, Long> known) {
    return best(known)
        .map(
            best -> {
              table.compare(known, best - maxLag);
              believe(best);
              return table.askable().stream()
                  .map(endpoint -> Optional.ofNullable(known.get(endpoint)))
                  .flatMap(Optional::stream)
                  .findFirst()
                  .orElse(best);
            });
  }

  /// The highest head that another one confirms, or that can be shown; those that cannot are taken
  /// out of `known`.
  private Future<Long> best(Map<Endpoint, Long> known) {
    List<Map.Entry<Endpoint, Long>> sorted = new ArrayList<>(known.entrySet());
    if (sorted.isEmpty()) {
      return Future.failedFuture(RpcException.inconsistent("no endpoint can show its head"));
    }
    sorted.sort(Map.Entry.<Endpoint, Long>comparingByValue(Comparator.reverseOrder()));
    Map.Entry<Endpoint, Long> highest = sorted.getFirst();
    boolean standsOut =
        sorted.size() > 1
            ? highest.getValue() - sorted.get(1).getValue() > maxLag
            : isJump(highest.getValue());
    if (!standsOut) {
      return Future.succeededFuture(highest.getValue());
    }
    return proven(highest.getKey(), highest.getValue())
        .recover(
            _ -> {
              known.remove(highest.getKey());
              return best(known);
            });
  }

  private boolean isJump(long head) {
    return believed.isPresent() && head > believed.getAsLong() + MAX_JUMP;
  }

  private Future<Long> proven(Endpoint endpoint, long head) {
    return headBlock
        .look(endpoint, head)
        .timeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .map(_ -> head)
        .recover(
            _ -> {
              table.avoid(endpoint, Exclusion.BOASTING);
              return Future.failedFuture(
                  RpcException.inconsistent("endpoint tells of head " + head + ", cannot show it"));
            });
  }

  private void believe(long head) {
    believed = OptionalLong.of(Math.max(head, believed.orElse(head)));
  }
}
