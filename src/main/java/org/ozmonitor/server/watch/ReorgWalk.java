package org.ozmonitor.server.watch;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.watch.ReorgPlan;
import org.ozmonitor.core.watch.ReorgPlanner;
import org.ozmonitor.core.watch.StandingBlocks;
import org.ozmonitor.core.watch.Tip;
import org.ozmonitor.server.rpc.ChainClient;
import org.ozmonitor.server.rpc.Endpoint;

/// Finds out what became of the chain when an endpoint does not have the tip: walks back on that
/// one
/// endpoint to the common ancestor. Confined to the watcher's context.
///
/// Endpoints on different forks must not make the log flap. So while the endpoint from which the
/// tip
/// came still has it and is not behind, it is believed and the other one is avoided. Where it
/// cannot be asked, or this process does not know it (after a restart), the others are: the tip
/// stays
/// unless more of them have lost it than kept it.
final class ReorgWalk {
  /// As far as the endpoint of the tip may be behind the other one and still be believed.
  private static final long BELIEVED_LAG = 3;

  /// How often the branch may change under the walk.
  private static final int MAX_RESTARTS = 3;

  private final ChainClient client;
  private final Function<Tip, Future<StandingBlocks>> standing;
  private final BiFunction<Endpoint, Long, Future<BlockHeader>> fetch;
  private final int maxDepth;

  /// @param standing reads the log's blocks from a tip down, one more than `maxDepth`
  /// @param fetch fetches a block from one endpoint and stores its payload
  ReorgWalk(
      ChainClient client,
      Function<Tip, Future<StandingBlocks>> standing,
      BiFunction<Endpoint, Long, Future<BlockHeader>> fetch,
      int maxDepth) {
    this.client = client;
    this.standing = standing;
    this.fetch = fetch;
    this.maxDepth = maxDepth;
  }

  /// What to replace; empty when the log stays as it is.
  ///
  /// @param tip stands on a block
  /// @param tipSource where the tip's block came from, if this process fetched it
  /// @param suspect the endpoint that does not have the tip
  Future<Optional<ReorgPlan.Replace>> walk(
      Tip tip, @Nullable Endpoint tipSource, Endpoint suspect) {
    BlockRef block = tip.block().orElseThrow();
    return believes(tipSource, block, suspect)
        .compose(
            believed -> {
              if (believed) {
                client.avoid(suspect);
                return Future.succeededFuture(Optional.empty());
              }
              return standing
                  .apply(tip)
                  .compose(log -> new Walk(log, suspect, block.height()).step());
            });
  }

  private Future<Boolean> believes(@Nullable Endpoint tipSource, BlockRef tip, Endpoint suspect) {
    if (tipSource == suspect) {
      return Future.succeededFuture(false);
    }
    List<Endpoint> others =
        client.endpoints().stream()
            .filter(endpoint -> endpoint != suspect && endpoint != tipSource)
            .toList();
    return tipSource == null
        ? keep(others, tip, suspect)
        : has(tipSource, tip)
            .compose(has -> has ? keepsUp(tipSource, suspect) : Future.succeededFuture(false))
            .recover(_ -> keep(others, tip, suspect));
  }

  /// The suspect itself is one that has lost the tip; those that do not answer, or are behind, do
  /// not count.
  private Future<Boolean> keep(List<Endpoint> others, BlockRef tip, Endpoint suspect) {
    List<Future<Boolean>> asked =
        others.stream()
            .map(
                endpoint ->
                    Future.all(has(endpoint, tip), keepsUp(endpoint, suspect))
                        .compose(
                            both ->
                                both.resultAt(1)
                                    ? Future.succeededFuture(both.<Boolean>resultAt(0))
                                    : Future.failedFuture("is behind")))
            .toList();
    return Future.join(asked)
        .transform(
            (_, _) -> {
              List<Boolean> answers =
                  asked.stream().filter(Future::succeeded).map(Future::result).toList();
              long kept = answers.stream().filter(answer -> answer).count();
              long lost = answers.size() - kept + 1;
              return Future.succeededFuture(kept >= lost);
            });
  }

  private Future<Boolean> has(Endpoint endpoint, BlockRef tip) {
    return client.look(endpoint, tip.height()).map(seen -> seen.ref().equals(tip));
  }

  private Future<Boolean> keepsUp(Endpoint endpoint, Endpoint suspect) {
    return Future.all(client.head(endpoint), client.head(suspect))
        .map(heads -> isNotBehind(heads.resultAt(0), heads.resultAt(1)));
  }

  private static boolean isNotBehind(long head, long other) {
    return head + BELIEVED_LAG >= other;
  }

  /// One walk on one endpoint.
  private final class Walk {
    private final StandingBlocks log;
    private final Endpoint endpoint;
    private final long tipHeight;
    private final List<BlockHeader> branch = new ArrayList<>();
    private int restarts;

    Walk(StandingBlocks log, Endpoint endpoint, long tipHeight) {
      this.log = log;
      this.endpoint = endpoint;
      this.tipHeight = tipHeight;
    }

    Future<Optional<ReorgPlan.Replace>> step() {
      return switch (ReorgPlanner.plan(log, branch, maxDepth)) {
        case ReorgPlan.Replace replace -> Future.succeededFuture(Optional.of(replace));
        case ReorgPlan.Unchanged _ -> {
          // It has the tip and sent a block that does not follow it: others may do better.
          client.avoid(endpoint);
          yield Future.failedFuture(
              new LogMovedException(
                  "endpoint " + endpoint + " has the tip, and sent a block that does not fit it"));
        }
        case ReorgPlan.TooDeep(int depth) -> {
          // It may be on another chain altogether: others may still have the tip.
          client.avoid(endpoint);
          yield Future.failedFuture(new ReorgTooDeepException(depth));
        }
        case ReorgPlan.Descend(long height) -> descend(height);
      };
    }

    private Future<Optional<ReorgPlan.Replace>> descend(long height) {
      if (height == tipHeight && !branch.isEmpty()) {
        branch.clear();
        if (++restarts > MAX_RESTARTS) {
          client.avoid(endpoint); // its blocks do not name each other: others may do better
          return Future.failedFuture(
              new LogMovedException("the branch kept changing during the walk back"));
        }
      }
      return fetch
          .apply(endpoint, height)
          .compose(
              header -> {
                branch.add(header);
                return step();
              });
    }
  }
}
