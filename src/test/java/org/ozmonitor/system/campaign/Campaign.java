package org.ozmonitor.system.campaign;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.fixture.TestRedis;
import org.ozmonitor.server.demo.ChainHistory;
import org.ozmonitor.server.demo.Report;
import org.ozmonitor.system.campaign.FaultPlan.Step;

/// Starts a cluster of real node processes with all that is around it, does to it what a plan says,
/// mends everything, waits until the cluster has caught up, and judges. Confined to one thread; use
/// once.
final class Campaign implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(3);
  private static final Duration LONGEST_SETTLING = Duration.ofSeconds(30);
  private static final Duration LONGEST_CALM = Duration.ofSeconds(90);
  private static final Duration LONGEST_DRAIN = Duration.ofMinutes(4);
  private static final Duration AFTERWARDS = Duration.ofSeconds(3);
  private static final int FIRST_PORT = 21_000;

  private final CampaignSettings settings;
  private final FaultPlan plan;
  private final Path directory;
  private final Progress progress;
  private final Timeline timeline = new Timeline();
  private final CampaignWorld world;
  private final CampaignDatabase database;
  private final TestRedis redis;
  private final String redisUrl;
  private final CampaignNodes nodes;
  private final ClusterWatch watch;
  private Duration stoodStill = Duration.ZERO;

  /// Prepares everything but the nodes.
  ///
  /// @param directory absent or empty; for data, trees and logs
  Campaign(CampaignSettings settings, Path directory, Progress progress) {
    this.settings = settings;
    this.plan = FaultPlan.of(settings);
    this.directory = directory;
    this.progress = progress;
    this.world = new CampaignWorld(directory, settings);
    this.database = new CampaignDatabase(directory.resolve("postgres"));
    this.redis = TestRedis.start(directory.resolve("redis"));
    this.redisUrl = redis.setting();
    long process = ProcessHandle.current().pid();
    this.nodes =
        new CampaignNodes(
            directory,
            settings.nodes(),
            "campaign-%d-%d".formatted(process, settings.seed()),
            node -> surround(node, FIRST_PORT + (int) (process % 1_000) * 10),
            timeline);
    this.watch = new ClusterWatch(database, world.trees(), timeline);
  }

  CampaignReport run() {
    start();
    for (Step step : plan.steps()) {
      waitUntil(step.at());
      timeline.add(step.fault().toString());
      apply(step.fault());
    }
    waitUntil(settings.faultsFor());
    return judge();
  }

  private void surround(NodeProcess.Builder node, int port) {
    node.setting("database_url", database.url())
        .setting("redis_url", redisUrl)
        .setting("cluster.port", Integer.toString(port));
    for (int tenant = 0; tenant < settings.tenants(); tenant++) {
      Path tree = world.tree(tenant).directory();
      node.arguments("--config-dir", CampaignWorld.tenant(tenant) + "=" + tree);
    }
  }

  private void start() {
    for (int node = 0; node < settings.nodes(); node++) {
      nodes.start(node, plan.links().get(node));
    }
    boolean ready = until(LONGEST_START, nodes::areReady);
    world.startChains();
    if (!ready
        || !until(LONGEST_START, () -> watch.sees(CampaignSettings.NETWORKS, settings.tenants()))) {
      throw new AssertionError("the cluster does not begin to work, logs in " + directory);
    }
    timeline.begin();
  }

  private void apply(Fault fault) {
    if (fault.disturbsTakeovers()) {
      watch.disturb();
    }
    switch (fault) {
      case Fault.Settle() -> settle();
      case Fault.Kill(int node) -> {
        expectTakeover("kill", node);
        nodes.kill(node);
      }
      case Fault.Terminate(int node) -> {
        expectTakeover("terminate", node);
        nodes.terminate(node);
      }
      case Fault.Freeze(int node) -> {
        expectTakeover("freeze", node);
        nodes.freeze(node);
      }
      case Fault.Start(int node, Fault.Link link) -> {
        watch.disturb(CampaignNodes.name(node));
        nodes.start(node, link);
      }
      case Fault.Thaw(int node) -> {
        watch.disturb(CampaignNodes.name(node));
        nodes.thaw(node);
      }
      case Fault.StopDatabase() -> database.stop();
      case Fault.CrashDatabase() -> database.crash();
      case Fault.StartDatabase() -> database.start();
      case Fault.FreezeDatabase() -> database.freeze();
      case Fault.ThawDatabase() -> database.thaw();
      case Fault.CutConnections() -> database.cutConnections();
      case Fault.KillRedis() -> redis.kill();
      case Fault.Reorganise(int network, int depth) -> world.reorganise(network, depth);
      case Fault.Lying(int network, var lie, double probability) ->
          world.lie(network, lie, probability);
      case Fault.Honest(int network) -> world.tellFewLies(network);
      case Fault.Configure change -> watch.change(change);
    }
  }

  private void settle() {
    Duration before = timeline.now();
    until(LONGEST_SETTLING, () -> nodes.areReady() && watch.isCalm());
    stoodStill = stoodStill.plus(timeline.now()).minus(before);
  }

  /// While a node still starts, nobody may be there to take over.
  private void expectTakeover(String fault, int node) {
    boolean measurable = nodes.areOthersReady(node);
    watch.expectTakeover(fault, CampaignNodes.name(node));
    if (!measurable) {
      watch.disturb(CampaignNodes.name(node));
    }
  }

  private CampaignReport judge() {
    world.tellTheTruth();
    List<String> problems = new ArrayList<>();
    if (!until(LONGEST_CALM, watch::isCalm)) {
      problems.add("a change of the configuration was never imported");
    }
    world.stopChains();
    timeline.add("the chains stop");
    timeline.add(isDrained() ? "all arrived" : "something is missing");
    until(AFTERWARDS, () -> false);
    List<Report> reports = reports(problems);
    CampaignReport.missing(watch.takeovers()).forEach(problems::add);
    if (nodes.stubborn() > 0) {
      problems.add(nodes.stubborn() + " times a node did not stop within 30 s of SIGTERM");
    }
    return new CampaignReport(
        settings,
        plan,
        timeline.toJson(),
        reports,
        watch.takeovers(),
        problems,
        nodes.endedByThemselves(),
        NodeErrors.count(directory));
  }

  /// Looks once a second, as a judgement takes its time.
  private boolean isDrained() {
    long end = System.nanoTime() + LONGEST_DRAIN.toNanos();
    while (System.nanoTime() < end) {
      if (reports(new ArrayList<>()).stream().allMatch(Report::isSettled)) {
        return true;
      }
      until(Duration.ofSeconds(1), () -> false);
    }
    return false;
  }

  /// The verdict as of now.
  ///
  /// @param problems what is wrong with the block log is added here
  private List<Report> reports(List<String> problems) {
    List<ChainHistory> histories = world.histories();
    try (Sql sql = database.connect()) {
      LogFindings findings = LogFindings.of(sql, histories, watch.actives());
      problems.addAll(findings.problems());
      var judgement = new Judgement(histories, findings.versions());
      return IntStream.range(0, settings.tenants())
          .mapToObj(tenant -> judgement.of(watch.history(tenant), world.received(tenant)))
          .toList();
    }
  }

  /// @param at by the clock of the plan
  private void waitUntil(Duration at) {
    until(Duration.ofDays(1), () -> timeline.now().minus(stoodStill).compareTo(at) >= 0);
  }

  /// Looks after the nodes meanwhile. False when the limit has come first.
  @CanIgnoreReturnValue
  private boolean until(Duration limit, BooleanSupplier reached) {
    long end = System.nanoTime() + limit.toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() >= end) {
        return false;
      }
      nodes.supervise();
      progress.show(timeline, settings, nodes.running());
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return true;
  }

  @Override
  public void close() {
    database.thaw();
    nodes.close();
    watch.close();
    redis.close();
    database.close();
    world.close();
  }
}
