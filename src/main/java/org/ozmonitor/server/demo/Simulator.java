package org.ozmonitor.server.demo;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.ozmonitor.server.demo.ReorgSchedule.Reorgs;

/// A node with a simulated chain: JSON-RPC over HTTP and WebSocket on 127.0.0.1, at any free port.
///
/// The chain stands still until {@link #startChain()}; {@link #mine()} and {@link #reorg(int)} move
/// it by hand. Thread-safe: all state is confined to one context, and every method goes there.
public final class Simulator {
  /// The chain id it answers with.
  public static final long CHAIN_ID = 31_415;

  private final Vertx vertx;
  private final Context context;
  private final Settings settings;
  private final LongSupplier nanoTime;
  private final InstantSource clock;
  private final Listener listener;
  private final SimulatedChain chain;
  private final ReorgSchedule schedule;
  private final Liar liar;
  private final RpcServer rpc;
  private final HeadFeed heads;
  private final HttpServer server;
  private final List<Sighting> sightings = new ArrayList<>();
  private final List<ChainHistory.Reorganisation> reorganisations = new ArrayList<>();
  private boolean moving;
  private long tick;

  /// @param context where everything happens, the listener's calls too
  /// @param nanoTime monotonic; share it with the {@link Receiver} that is compared with
  public Simulator(
      Context context,
      Settings settings,
      LongSupplier nanoTime,
      InstantSource clock,
      Listener listener) {
    this.context = context;
    this.vertx = context.owner();
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.clock = clock;
    this.listener = listener;
    this.chain = new SimulatedChain(settings.seed());
    // Own sources, so that the number of requests never changes the chain.
    var random = new SplittableRandom(~settings.seed());
    this.schedule = new ReorgSchedule(settings.reorgs(), settings.blockTime(), random.split());
    this.liar = new Liar(settings.lies(), random.split());
    RpcMethods methods = new RpcMethods(chain, liar);
    this.rpc = new RpcServer(vertx, methods, liar);
    this.heads = new HeadFeed(methods);
    this.server =
        vertx.createHttpServer().requestHandler(rpc::handle).webSocketHandler(heads::handle);
  }

  /// Listens; the chain does not move yet.
  public Future<Void> start() {
    return onContext(
        () -> {
          see(chain.appeared());
          return server.listen(0, "127.0.0.1").mapEmpty();
        });
  }

  /// Where it listens; after {@link #start()}.
  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /// Where it tells of new heads; after {@link #start()}.
  public String socketUrl() {
    return "ws://127.0.0.1:" + server.actualPort();
  }

  /// Lets the chain move by its schedule.
  public Future<Void> startChain() {
    return onContext(
        () -> {
          if (!moving) {
            moving = true;
            scheduleTick();
          }
          return Future.succeededFuture();
        });
  }

  /// Stops the chain where it is; the node goes on answering.
  public Future<Void> stopChain() {
    return onContext(
        () -> {
          moving = false;
          return Future.succeededFuture();
        });
  }

  /// Appends one block now.
  public Future<SimulatedBlock> mine() {
    return onContext(() -> Future.succeededFuture(mineNow()));
  }

  /// Reorganises now; fails when the depth is not possible.
  public Future<SimulatedChain.Reorg> reorg(int depth) {
    return onContext(() -> Future.succeededFuture(reorgNow(depth)));
  }

  /// Changes how it lies.
  public Future<Void> tell(Lies lies) {
    return onContext(
        () -> {
          liar.become(lies);
          return Future.succeededFuture();
        });
  }

  /// A snapshot of all that happened.
  public Future<ChainHistory> history() {
    return onContext(() -> Future.succeededFuture(snapshot()));
  }

  public Future<Void> close() {
    return stopChain().compose(_ -> server.close());
  }

  private void scheduleTick() {
    // A timer after each tick rather than a periodic one: a stalled process then never hides a
    // block right after it became visible.
    vertx.setTimer(
        settings.blockTime().toMillis(),
        _ -> {
          if (moving) {
            moveOn();
            scheduleTick();
          }
        });
  }

  private void moveOn() {
    OptionalInt depth = schedule.depthAt(tick++);
    if (depth.isPresent() && depth.getAsInt() <= chain.deepestReorg()) {
      reorgNow(depth.getAsInt());
    } else {
      mineNow();
    }
    if (sightings.size() >= settings.mostBlocks()) {
      moving = false;
      listener.onFull();
    }
  }

  @CanIgnoreReturnValue
  private SimulatedBlock mineNow() {
    SimulatedBlock block = chain.mine();
    see(List.of(block));
    listener.onBlock(block);
    return block;
  }

  @CanIgnoreReturnValue
  private SimulatedChain.Reorg reorgNow(int depth) {
    SimulatedChain.Reorg reorg = chain.reorg(depth);
    reorganisations.add(new ChainHistory.Reorganisation(nanoTime.getAsLong(), reorg.orphaned()));
    see(reorg.adopted());
    listener.onReorg(reorg);
    return reorg;
  }

  private void see(List<SimulatedBlock> blocks) {
    long nanos = nanoTime.getAsLong();
    Instant now = clock.instant();
    blocks.forEach(block -> sightings.add(new Sighting(block, nanos, now)));
    heads.announce(blocks);
  }

  private ChainHistory snapshot() {
    List<ChainHistory.Appearance> appearances =
        sightings.stream()
            .map(
                seen ->
                    new ChainHistory.Appearance(
                        seen.block, chain.isCanonical(seen.block), seen.nanos, seen.at))
            .toList();
    return new ChainHistory(
        appearances, reorganisations, rpc.requests(), rpc.callsByMethod(), liar.told());
  }

  private <T> Future<T> onContext(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        _ -> Future.<Void>succeededFuture().compose(_ -> work.get()).onComplete(done));
    return done.future();
  }

  private record Sighting(SimulatedBlock block, long nanos, Instant at) {}

  /// Is told what the chain does, on the simulator's context.
  public interface Listener {
    void onBlock(SimulatedBlock block);

    void onReorg(SimulatedChain.Reorg reorg);

    /// The chain stopped because it reached {@link Settings#mostBlocks()}.
    void onFull();

    /// Nobody listens.
    static Listener none() {
      return new Listener() {
        @Override
        public void onBlock(SimulatedBlock block) {}

        @Override
        public void onReorg(SimulatedChain.Reorg reorg) {}

        @Override
        public void onFull() {}
      };
    }
  }

  /// What a simulator does.
  ///
  /// @param seed decides the chain, the times of reorganisations and the lies
  /// @param blockTime distance of two blocks, at least 10 ms
  /// @param mostBlocks the chain stops by itself here, as everything is kept in memory
  public record Settings(long seed, Duration blockTime, Reorgs reorgs, Lies lies, int mostBlocks) {
    private static final int MOST_BLOCKS = 10_000;

    public Settings {
      if (blockTime.toMillis() < 10) {
        throw new IllegalArgumentException("the block time must be at least 10 ms");
      }
    }

    /// A block every 500 ms, a reorganisation of depth 1 to 4 every 5 to 6 s, and a few lies.
    public static Settings demo(long seed) {
      var reorgs = new Reorgs(Duration.ofMillis(3_500), Duration.ofSeconds(5), 4);
      return new Settings(seed, Duration.ofMillis(500), reorgs, Lies.few(), MOST_BLOCKS);
    }

    /// Moved by hand, and honest.
    public static Settings still(long seed) {
      return new Settings(seed, Duration.ofMillis(500), Reorgs.none(), Lies.none(), MOST_BLOCKS);
    }
  }
}
