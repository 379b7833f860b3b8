package org.ozmonitor.server.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.ozmonitor.server.work.WorkStage.TIMES;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.balance.Assignment;
import org.ozmonitor.core.balance.WorkerLoad;
import org.ozmonitor.core.balance.WorkerState;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.cluster.Membership;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.work.Lane;
import org.ozmonitor.server.work.WorkStage;

/// Workers and load balancers of several nodes on one database.
@Tag("path")
class LoadBalancerIT {
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private WorkStage stage;
  private Topics topics;

  @BeforeEach
  void create() {
    stage = new WorkStage();
    boolean muted = "muted".equals(System.getProperty("ozm.test.event-bus"));
    var bus = stage.vertx.eventBus();
    topics = muted ? Topics.muted(bus) : Topics.on(bus);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void placesTenantOnWorkerThatThenEvaluates() {
    stage.monitor("whales");
    long seq = stage.block("0xa whales");
    String balancer = deployBalancer("n1");
    String worker = deployWorker("w1");

    await().until(() -> stage.matches().equals(List.of(List.of("0xa", "confirmed", "" + seq))));

    assertThat(registry.get("oz.monitor.worker.count").gauge().value()).isEqualTo(1);
    assertThat(registry.get("ozm.tenants").gauge().value()).isEqualTo(1);
    undeploy(worker);
    undeploy(balancer);
  }

  @Test
  void beginsWhereTheTenantBecameKnown() {
    stage.block("0xa whales");
    stage.block("0xb whales");
    stage.monitor("whales");
    long seq = stage.block("0xc whales");
    String balancer = deployBalancer("n1");
    String worker = deployWorker("w1");

    await().until(() -> stage.matches().equals(List.of(List.of("0xc", "confirmed", "" + seq))));

    undeploy(worker);
    undeploy(balancer);
  }

  @Test
  void movesLaneOfStoppedWorkerToAnother() {
    stage.monitor("whales");
    long first = stage.block("0xa whales");
    String balancer = deployBalancer("n1");
    String one = deployWorker("w1");
    awaitSeq(first);
    String two = deployWorker("w2");

    undeploy(one);
    long second = stage.block("0xb whales");
    awaitSeq(second);

    Lane lane = stage.readLane();
    assertThat(lane.worker()).contains("w2");
    assertThat(lane.epoch()).isEqualTo(2);
    assertThat(lane.reason()).isEqualTo("scaling");
    assertThat(stage.matches()).hasSize(2);
    undeploy(two);
    undeploy(balancer);
  }

  @Test
  void stopsInTimeAlthoughAPayloadIsAwaited() {
    stage.monitor("whales");
    long first = stage.block("0xa whales");
    String balancer = deployBalancer("n1");
    String worker = deployWorker("w1");
    awaitSeq(first);
    long seq = stage.blockNobodyServes();
    stage.silent.add(stage.lastHash());
    await().until(() -> stage.asked.contains(stage.lastHash()));

    Future<Void> stopped = stage.vertx.undeploy(worker);
    await().pollInterval(Duration.ofMillis(20)).until(() -> saysThatItStops("w1"));
    assertThat(stopped.isComplete()).as("has others wait for the entry in hand").isFalse();
    WorkStage.await(stopped);
    stage.silent.clear();
    stage.payloads.put(stage.lastHash(), "0xb whales");
    String other = deployWorker("w2");
    awaitSeq(seq);

    assertThat(laneIsOf("w2")).isTrue();
    undeploy(other);
    undeploy(balancer);
  }

  @Test
  void movesLaneOfWorkerThatFallsSilent() {
    stage.monitor("whales");
    var silent = WorkStage.await(stage.workers().register("w1", "worker"));
    String balancer = deployBalancer("n1");
    await().until(() -> laneIsOf("w1"));

    String worker = deployWorker("w2");
    long seq = stage.block("0xa whales");
    awaitSeq(seq);

    assertThat(laneIsOf("w2")).isTrue();
    assertThat(WorkStage.await(stage.workers().renew(silent, WorkerLoad.UNKNOWN))).isTrue();
    undeploy(worker);
    undeploy(balancer);
  }

  @Test
  void anotherNodeLeadsWhenTheLeaderStops() {
    String one = deployBalancer("n1");
    String two = deployBalancer("n2");
    undeploy(one);

    stage.monitor("whales");
    String worker = deployWorker("w1");
    awaitSeq(stage.block("0xa whales"));

    undeploy(worker);
    undeploy(two);
  }

  @Test
  void newLeaderKnowsAtOnceWhoFellSilentBeforeItLed() {
    stage.monitor("whales");
    var clock = new AtomicLong();
    LoadBalancer balancer = module("n1", clock::get).balancer();
    var _ = WorkStage.await(stage.workers().register("w1", "worker"));
    var _ = stage.lane("w1");
    var _ = WorkStage.await(balancer.watch().map(true));
    clock.addAndGet(TIMES.ttl().toNanos());
    var _ = WorkStage.await(stage.workers().register("w2", "worker"));

    var lease = WorkStage.await(stage.leases.create(BalanceModule.LEASE, "n1")).orElseThrow();
    var _ = WorkStage.await(balancer.runCycle(lease));

    assertThat(laneIsOf("w2")).isTrue();
  }

  @Test
  void rehearsesWithoutWriting() {
    stage.monitor("whales");
    LoadBalancer balancer = module("n1", System::nanoTime).balancer();
    var _ = WorkStage.await(stage.workers().register("w1", "worker"));

    var _ = WorkStage.await(balancer.rehearse().map(true));
    assertThat(laneIsOf("w1")).isFalse();
    assertThat(assigned()).isEmpty();

    var lease = WorkStage.await(stage.leases.create(BalanceModule.LEASE, "n1")).orElseThrow();
    var _ = WorkStage.await(balancer.runCycle(lease));
    assertThat(laneIsOf("w1")).isTrue();
    assertThat(assigned()).containsOnlyKeys(WorkStage.TENANT);
  }

  @Test
  void workerGivesWayToNewerProcessUnderItsId() {
    var superseded = new AtomicBoolean();
    String old =
        WorkStage.await(
            stage.vertx.deployVerticle(
                stage.worker("w1", topics).verticle(() -> superseded.set(true))));

    var _ = WorkStage.await(stage.workers().register("w1", "worker"));

    await().until(superseded::get);
    undeploy(old);
  }

  private Map<TenantId, Assignment> assigned() {
    return WorkStage.await(new Assignments().load(stage.engine.reader()));
  }

  private boolean saysThatItStops(String worker) {
    return WorkStage.await(stage.workers().list()).stream()
        .anyMatch(it -> it.id().equals(worker) && it.state() == WorkerState.STOPPED);
  }

  private boolean laneIsOf(String worker) {
    return WorkStage.await(stage.lanes.of(stage.engine.reader(), worker)).size() == 1;
  }

  private void awaitSeq(long seq) {
    await()
        .until(
            () ->
                WorkStage.await(stage.lanes.list(stage.engine.reader())).stream()
                    .anyMatch(lane -> lane.seq() >= seq));
  }

  private String deployWorker(String node) {
    return WorkStage.await(
        stage.vertx.deployVerticle(stage.worker(node, topics).verticle(() -> {})));
  }

  private String deployBalancer(String node) {
    return WorkStage.await(stage.vertx.deployVerticle(module(node, System::nanoTime).verticle()));
  }

  private BalanceModule module(String node, LongSupplier nanoTime) {
    return new BalanceModule(
        new BalanceModule.Needs(
            stage.vertx,
            node,
            stage.engine,
            stage.leases,
            TIMES,
            stage.workers(),
            new Membership(stage.vertx),
            stage.log,
            stage.configurations,
            topics,
            nanoTime,
            registry,
            _ -> {}),
        BalanceNodes.ring(50),
        Duration.ofMinutes(5));
  }

  private void undeploy(String deployment) {
    var _ = WorkStage.await(stage.vertx.undeploy(deployment).map(true));
  }
}
