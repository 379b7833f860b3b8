package org.ozmonitor.server.demo;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Runs chain, application and receiver together, shows what happens, and judges the result.
///
/// {@link #run()} once; {@link #finish()} from any thread ends the run early, with its report. All
/// state is confined to one context.
public final class Demo {
  private static final String SECRET = "demo-secret";
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(20);
  private static final long DRAIN_POLL_MS = 250;
  private static final int QUIET_POLLS = 4;

  private final Vertx vertx;
  private final Context context;
  private final Options options;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Function<DemoSetup, Future<RunningNode>> startNode;
  private final List<DemoMonitor> monitors = DemoMonitor.all();
  private final Oracle oracle = new Oracle(monitors);
  private final Simulator simulator;
  private final Receiver receiver;
  private final DemoConsole console;
  private final Promise<Void> ended = Promise.promise();

  /// @param vertx not the application's own, so that the application may close its own
  /// @param nanoTime monotonic
  /// @param startNode starts the application; the tree and the data directory are ready by then
  public Demo(
      Vertx vertx,
      Options options,
      PrintStream out,
      InstantSource clock,
      LongSupplier nanoTime,
      Function<DemoSetup, Future<RunningNode>> startNode) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.options = options;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.startNode = startNode;
    this.console = new DemoConsole(out, nanoTime);
    this.simulator = new Simulator(context, options.chain(), nanoTime, clock, new ChainListener());
    this.receiver =
        new Receiver(
            context,
            Receiver.Settings.demo(SECRET, options.chain().seed()),
            nanoTime,
            console::request);
  }

  /// Completes with the exit code, 0 only if every promise was kept; never fails.
  public Future<Integer> run() {
    Promise<Integer> exit = Promise.promise();
    context.runOnContext(_ -> runHere().onComplete(exit));
    return exit.future();
  }

  /// Ends the run as if its duration were over. Thread-safe.
  public void finish() {
    ended.tryComplete();
  }

  private Future<Integer> runHere() {
    Path directory = options.dataDirectory().toAbsolutePath().resolve("demo-" + clock.millis());
    return prepare(directory)
        .compose(startNode)
        .compose(this::show)
        .compose(report -> conclude(directory, report))
        .recover(
            cause -> {
              console.failed(cause);
              console.filesKept(directory);
              return Future.succeededFuture(1);
            })
        .eventually(() -> Future.join(simulator.close(), receiver.close()));
  }

  private Future<DemoSetup> prepare(Path directory) {
    Path configDirectory = directory.resolve("config");
    return Future.all(simulator.start(), receiver.start())
        .compose(
            _ -> {
              console.starting(options.chain().seed(), simulator.url(), receiver.url(), directory);
              var tree =
                  new DemoTree(
                      simulator.url(), receiver.url(), SECRET, options.chain().blockTime());
              return vertx.executeBlocking(
                  () -> {
                    tree.write(configDirectory, monitors);
                    return new DemoSetup(
                        configDirectory, directory.resolve("data"), DemoTree.NETWORK);
                  });
            });
  }

  /// Lets the chain move, waits, drains, and judges once the application has stopped.
  private Future<Report> show(RunningNode node) {
    console.nodeStarted();
    long summaries = vertx.setPeriodic(1_000, _ -> console.summary());
    options.duration().ifPresent(duration -> vertx.setTimer(duration.toMillis(), _ -> finish()));
    return simulator
        .startChain()
        .compose(_ -> ended.future())
        .compose(_ -> simulator.stopChain())
        .compose(
            _ -> {
              console.chainStopped();
              return drain(nanoTime.getAsLong() + options.longestDrain().toNanos(), 0, 0);
            })
        .andThen(_ -> vertx.cancelTimer(summaries))
        .eventually(node::stop)
        .compose(_ -> judge())
        .map(Judgement::report);
  }

  /// Waits until all is as it should be and nothing came for a second, or until the deadline.
  private Future<Void> drain(long deadlineNanos, int requestsBefore, int quietPolls) {
    return judge()
        .compose(
            judgement -> {
              boolean quiet = judgement.requests() == requestsBefore;
              int quietNow = quiet ? quietPolls + 1 : 0;
              boolean done = judgement.report().isSettled() && quietNow >= QUIET_POLLS;
              if (done || nanoTime.getAsLong() >= deadlineNanos) {
                return Future.succeededFuture();
              }
              return vertx
                  .timer(DRAIN_POLL_MS)
                  .compose(_ -> drain(deadlineNanos, judgement.requests(), quietNow));
            });
  }

  private Future<Judgement> judge() {
    Future<ChainHistory> history = simulator.history();
    Future<List<ReceivedRequest>> received = receiver.received();
    return Future.all(history, received)
        .map(
            _ ->
                new Judgement(
                    oracle.judge(history.result(), received.result()), received.result().size()));
  }

  private Future<Integer> conclude(Path directory, Report report) {
    console.report(report);
    Future<Void> written =
        options
            .report()
            .map(
                file ->
                    vertx
                        .fileSystem()
                        .writeFile(
                            file.toString(),
                            report.toJson().put("seed", options.chain().seed()).toBuffer()))
            .orElseGet(Future::succeededFuture);
    if (!report.isPassed()) {
      console.filesKept(directory);
      return written.map(1);
    }
    return written.compose(_ -> vertx.fileSystem().deleteRecursive(directory.toString())).map(0);
  }

  /// What a demo does.
  ///
  /// @param dataDirectory a directory for each run is made below it, and removed when all went well
  /// @param duration empty = until {@link Demo#finish()}, or until the simulator's memory is full
  /// @param longestDrain bound of the wait for what is still on its way when the chain has stopped
  /// @param report where the report is written as JSON
  public record Options(
      Path dataDirectory,
      Optional<Duration> duration,
      Simulator.Settings chain,
      Duration longestDrain,
      Optional<Path> report) {
    /// The seed of a demo that names none.
    public static final long DEFAULT_SEED = 25;

    /// The demo of the command line.
    public static Options of(
        Path dataDirectory, Optional<Duration> duration, long seed, Optional<Path> report) {
      return new Options(
          dataDirectory, duration, Simulator.Settings.demo(seed), LONGEST_DRAIN, report);
    }
  }

  private record Judgement(Report report, int requests) {}

  private final class ChainListener implements Simulator.Listener {
    @Override
    public void onBlock(SimulatedBlock block) {
      console.block(block);
    }

    @Override
    public void onReorg(SimulatedChain.Reorg reorg) {
      console.reorg(reorg);
    }

    @Override
    public void onFull() {
      finish();
    }
  }
}
