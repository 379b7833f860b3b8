package org.ozmonitor.server.demo;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;

/// Shows a demo on a terminal: one line for each thing that happens, a summary each second.
/// Confined to the demo's context.
///
/// Lines about alerts are limited per second; the summary counts what was left out.
final class DemoConsole {
  private static final int MOST_LINES_PER_SECOND = 8;
  private static final double NANOS_PER_SECOND = 1_000_000_000.0;

  private final PrintStream out;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private long blocks;
  private long reorgs;
  private long alerts;
  private long retractions;
  private long refused;
  private int linesThisSecond;
  private int leftOut;

  DemoConsole(PrintStream out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  void starting(long seed, String rpcUrl, String webhookUrl, Path directory) {
    line("start", "seed %d, node %s, receiver %s, files %s", seed, rpcUrl, webhookUrl, directory);
  }

  void nodeStarted() {
    line("ready", "the application is running; the chain starts to move");
  }

  void block(SimulatedBlock block) {
    blocks++;
    line(
        "block",
        "%d  %s  %d transactions",
        block.number(),
        shortened(block.hash()),
        block.transactions().size());
  }

  void reorg(SimulatedChain.Reorg reorg) {
    reorgs++;
    blocks += reorg.adopted().size();
    line(
        "REORG",
        "depth %d: blocks %d to %d are orphaned, the new head is %d",
        reorg.depth(),
        reorg.orphaned().getFirst().number(),
        reorg.orphaned().getLast().number(),
        reorg.adopted().getLast().number());
  }

  void request(ReceivedRequest request) {
    if (!request.isAccepted()) {
      refused++;
      limitedLine("refused", "%s answered %d".formatted(request.id(), request.status()));
      return;
    }
    boolean retracted = request.event().equals("retracted");
    if (retracted) {
      retractions++;
    } else {
      alerts++;
    }
    Alert.parse(request.body())
        .ifPresent(
            alert ->
                limitedLine(
                    retracted ? "retracted" : "alert",
                    "%-26s %s".formatted(alert.monitor(), shortened(alert.transaction()))));
  }

  /// To be called once a second.
  void summary() {
    line(
        "so far",
        "%d blocks, %d reorganisations, %d alerts, %d retracted, %d refused%s",
        blocks,
        reorgs,
        alerts,
        retractions,
        refused,
        leftOut == 0 ? "" : " (%d not shown)".formatted(leftOut));
    linesThisSecond = 0;
    leftOut = 0;
  }

  void chainStopped() {
    line("stop", "the chain stands still; waiting for what is still on its way");
  }

  void failed(Throwable cause) {
    line("FAILED", "%s", cause);
  }

  void filesKept(Path directory) {
    line("files", "kept in %s", directory);
  }

  void report(Report report) {
    out.println();
    row("expected", report.expected());
    row("delivered", report.delivered());
    row("lost", report.lost());
    row("repeated, same id", report.repeatedSameId());
    row("repeated, new id", report.repeatedNewId());
    row("retracted", report.retracted());
    row("wrongly standing", report.wronglyStanding());
    row("reorganisations", report.reorgs());
    row("  of alerts already sent", report.reorgsOfSentAlerts());
    row("latency p50, ms", report.latency().p50Ms());
    row("latency p99, ms", report.latency().p99Ms());
    row("RPC calls per block", report.rpcCallsPerBlock());
    row("head polls per block", report.rpcHeadPollsPerBlock());
    row("blocks", report.blocks());
    out.println(report.isPassed() ? "  passed" : "  NOT passed");
    out.flush();
  }

  private void row(String name, Object value) {
    out.printf(Locale.ROOT, "  %-26s %10s%n", name, value);
  }

  private void limitedLine(String what, String text) {
    if (linesThisSecond >= MOST_LINES_PER_SECOND) {
      leftOut++;
      return;
    }
    linesThisSecond++;
    line(what, "%s", text);
  }

  @FormatMethod
  private void line(String what, @FormatString String format, Object... values) {
    double seconds = (nanoTime.getAsLong() - startNanos) / NANOS_PER_SECOND;
    String text = String.format(Locale.ROOT, format, values);
    out.printf(Locale.ROOT, "%7.1fs  %-9s  %s%n", seconds, what, text);
    out.flush();
  }

  private static String shortened(String hash) {
    return hash.length() <= 14 ? hash : hash.substring(0, 14) + "…";
  }
}
