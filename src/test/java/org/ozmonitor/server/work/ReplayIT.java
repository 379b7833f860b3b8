package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.server.notification.FreshDeliveries;
import org.ozmonitor.server.work.ReplayRequests.Answer;
import org.ozmonitor.server.work.ReplayRequests.With;

/// Blocks that are evaluated once more, beside a lane that has passed them.
class ReplayIT {
  private static final Duration LONG = Duration.ofDays(30_000);

  private WorkStage stage;
  private ReplayRequests requests;
  private long nextId = 1;

  @BeforeEach
  void create() {
    create(new JsonObject());
  }

  private void create(JsonObject networkFields) {
    stage = new WorkStage(networkFields);
    requests = new ReplayRequests(stage.engine, stage.configurations, () -> new UUID(7, nextId++));
    stage.monitor("whales");
    var _ = stage.lane("w");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void addsExactlyWhatIsMissing() {
    stage.block("0xa whales", "0xb whales");
    stage.block("0xc whales");
    walkOn();
    List<List<String>> before = everything();
    lose("0xb");
    stage.execute("UPDATE matches SET state = 'filtered' WHERE transaction_id = '0xc'");
    List<List<String>> others = everything();

    UUID id = replay(new With.OwnVersion(), false);

    stage.execute("UPDATE matches SET state = 'confirmed' WHERE transaction_id = '0xc'");
    assertThat(others).hasSize(2);
    assertThat(everything()).isEqualTo(before);
    assertThat(status(id).matches()).isEqualTo(1);
    assertThat(status(id).deliveries()).isEqualTo(1);
    assertThat(status(id).walked()).isEqualTo(1);
    assertThat(status(id).outcome()).contains(Replays.Outcome.DONE);
    assertThat(lanes()).extracting(Lane::kind).containsExactly(LaneKind.MAIN);
  }

  @Test
  void addsNothingTheSecondTime() {
    stage.block("0xa whales");
    walkOn();
    lose("0xa");
    assertThat(status(replay(new With.OwnVersion(), true)).matches()).isEqualTo(1);
    List<List<String>> after = everything();

    UUID again = replay(new With.OwnVersion(), true);

    assertThat(status(again).matches()).isZero();
    assertThat(status(again).deliveries()).isZero();
    assertThat(everything()).isEqualTo(after);
  }

  @Test
  void leavesAloneWhatWasOrphanedWhetherItsLaneKnowsOrNot() {
    stage.block("0xa whales");
    stage.orphan();
    stage.block("0xb whales");
    walkOn();
    lose("0xa");
    lose("0xb");
    UUID begun = begin(1, 1, Optional.empty(), new With.OwnVersion(), true).id();
    stage.orphan();

    walk(begun);

    assertThat(stage.matches()).isEmpty();
    assertThat(stage.deliveryRows()).isEmpty();
  }

  @Test
  void findsWithStatedVersionWhatMonitorWouldHaveFoundBeforeItsTime() {
    stage.block("0xa late");
    stage.block("0xb late");
    stage.monitor("late");
    stage.block("0xc late");
    walkOn();

    assertThat(status(replay(new With.OwnVersion(), false)).matches()).isZero();
    UUID silent = begin(1, 1, Optional.of("late"), new With.Newest(), false).id();
    walk(silent);
    UUID sent = begin(2, 2, Optional.of("late"), new With.Newest(), true).id();
    walk(sent);

    assertThat(status(silent).deliveries()).isZero();
    assertThat(status(sent).deliveries()).isEqualTo(1);
    assertThat(stage.matches())
        .extracting(List::getFirst, row -> row.get(1))
        .containsExactly(
            tuple("0xa", "confirmed"), tuple("0xb", "confirmed"), tuple("0xc", "confirmed"));
  }

  @Test
  void evaluatesOneMonitorAlone() {
    stage.monitor("others");
    stage.block("0xa whales", "0xb others");
    walkOn();
    lose("0xa");
    lose("0xb");

    walk(begin(1, 1, Optional.of("others"), new With.OwnVersion(), true).id());

    assertThat(stage.matches()).extracting(List::getFirst).containsExactly("0xb");
  }

  @Test
  void sendsNothingOfBlocksOlderThanTheRetention() {
    stage.block("0xa whales");
    walkOn();
    lose("0xa");
    var request =
        new ReplayRequests.Request(
            "text",
            1,
            1,
            Optional.empty(),
            Optional.empty(),
            new With.OwnVersion(),
            false,
            Duration.ofDays(90));

    walk(begun(WorkStage.await(requests.begin(request))).id());

    assertThat(stage.matches()).hasSize(1);
    assertThat(stage.deliveryRows()).isEmpty();
  }

  @Test
  void forgetsErrorsOfMonitorsThatCanDoItNow() {
    stage.monitor("explodes");
    long seq = stage.block("0xb whales");
    walkOn();
    stage.execute(
        "INSERT INTO evaluation_errors (tenant_id, monitor_id, network_id, seq, error)"
            + " VALUES ('%s', '%s', '%s', %d, 'was wrong')"
                .formatted(
                    WorkStage.TENANT,
                    EntityIds.monitor(WorkStage.TENANT, "whales"),
                    WorkStage.NETWORK,
                    seq));
    lose("0xb");

    UUID id = replay(new With.OwnVersion(), true);

    assertThat(status(id).failures()).isEqualTo(1);
    assertThat(stage.matches()).extracting(List::getFirst).containsExactly("0xb");
    assertThat(
            WorkStage.await(
                new EvaluationErrors().newest(stage.engine.reader(), Optional.of("default"), 10)))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.monitor()).isEqualTo("explodes");
              assertThat(error.network()).isEqualTo("text");
              assertThat(error.height()).isEqualTo(1);
            });
  }

  @Test
  void goesOnAtAnotherWorkerWhereTheFirstWasKilled() {
    for (int i = 10; i < 20; i++) {
      stage.block("0x" + i + " whales");
    }
    walkOn();
    stage.execute("DELETE FROM delivery_queue; DELETE FROM matches");
    UUID id = begin(1, 10, Optional.empty(), new With.OwnVersion(), true).id();
    Lane first = lane(id);
    Walk killed = Walk.of(services(), first, new LaneConfiguration(services(), first));
    killed.progress().limit(5);
    run(killed);
    assertThat(stage.matches()).hasSize(4);

    walk(id);

    assertThat(stage.matches()).hasSize(10);
    assertThat(stage.deliveryRows()).hasSize(10);
    assertThat(status(id).matches()).isEqualTo(10);
  }

  @Test
  void confirmsInTheTenantsLaneWhatIsAddedBeforeItsTime() {
    stage.close();
    create(new JsonObject().put("detect_at", "head").put("confirmation_blocks", 3));
    stage.block("0xa whales");
    stage.block("0xb whales");
    LaneWalk lane = walkOn();
    lose("0xa");
    lose("0xb");
    long epoch = lanes().getFirst().epoch();

    assertThat(status(replay(new With.OwnVersion(), true)).matches()).isEqualTo(2);
    assertThat(stage.matches()).extracting(row -> row.get(1)).containsOnly("detected");
    assertThat(lanes()).extracting(Lane::epoch).containsExactly(epoch + 1);
    stage.block();
    stage.block();
    stage.block();
    assertThat(fails(lane)).isInstanceOf(LaneLostException.class);
    walkOn();

    assertThat(stage.matches()).extracting(row -> row.get(1)).containsOnly("confirmed");
  }

  @Test
  void refusesWhatIsNotKnownOrStillAhead() {
    stage.block("0xa whales");
    assertThat(refusal("elsewhere", 1, Optional.empty())).contains("no network elsewhere");
    assertThat(refusal("text", 7, Optional.empty())).contains("no block");
    assertThat(refusal("text", 1, Optional.of("nobody"))).contains("no monitor nobody");
    assertThat(refusal("text", 1, Optional.empty())).contains("still before the lanes");
    assertThat(lanes()).hasSize(1);
  }

  @Test
  void refusesAConfigurationThatIsNotKeptAnyMore() {
    stage.block("0xa whales");
    walkOn();
    stage.execute("UPDATE config_head SET pruned_to = version + 1");

    var answer =
        WorkStage.await(
            requests.begin(
                new ReplayRequests.Request(
                    "text",
                    1,
                    1,
                    Optional.empty(),
                    Optional.empty(),
                    new With.Version(0),
                    false,
                    LONG)));

    assertThat(answer)
        .isEqualTo(new Answer.Refused("the configuration of this version is not kept any more"));
    assertThat(lanes()).hasSize(1);
  }

  @Test
  void endsWhereItIsWhenItIsCancelled() {
    stage.block("0xa whales");
    walkOn();
    UUID id = begin(1, 1, Optional.empty(), new With.OwnVersion(), true).id();
    Lane lane = lane(id);

    assertThat(WorkStage.await(requests.cancel(id))).isTrue();
    assertThat(WorkStage.await(requests.cancel(id))).isFalse();

    assertThat(status(id).outcome()).contains(Replays.Outcome.CANCELLED);
    assertThat(fails(Walk.of(services(), lane, new LaneConfiguration(services(), lane))))
        .isInstanceOf(LaneLostException.class);
  }

  private UUID replay(With with, boolean send) {
    UUID id = begin(1, stage.height(), Optional.empty(), with, send).id();
    walk(id);
    return id;
  }

  private Answer.Begun begin(
      long first, long last, Optional<String> monitor, With with, boolean send) {
    return begun(
        WorkStage.await(
            requests.begin(
                new ReplayRequests.Request(
                    "text", first, last, Optional.empty(), monitor, with, send, LONG))));
  }

  private static Answer.Begun begun(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Begun.class);
    return (Answer.Begun) answer;
  }

  private String refusal(String network, long height, Optional<String> monitor) {
    var answer =
        WorkStage.await(
            requests.begin(
                new ReplayRequests.Request(
                    network,
                    height,
                    height,
                    Optional.empty(),
                    monitor,
                    new With.OwnVersion(),
                    false,
                    LONG)));
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    return ((Answer.Refused) answer).why();
  }

  private Replays.Status status(UUID id) {
    return WorkStage.await(requests.status(id)).orElseThrow();
  }

  private void lose(String transaction) {
    stage.execute(
        """
        DELETE FROM delivery_queue q USING deliveries d, matches m
        WHERE d.id = q.delivery_id AND m.id = d.match_id AND m.transaction_id = '%1$s';
        DELETE FROM matches WHERE transaction_id = '%1$s'
        """
            .formatted(transaction));
  }

  private List<List<String>> everything() {
    return WorkRows.select(
        stage.database,
        "SELECT m.id, m.state, m.seq, d.id, d.event, d.cause_seq FROM matches m"
            + " LEFT JOIN deliveries d ON d.match_id = m.id ORDER BY m.id, d.id");
  }

  private List<Lane> lanes() {
    return WorkStage.await(stage.lanes.list(stage.engine.reader()));
  }

  private Lane lane(UUID id) {
    return lanes().stream().filter(lane -> lane.id().equals(id)).findFirst().orElseThrow();
  }

  /// Walks the tenants' own lane to the end of the log.
  @CanIgnoreReturnValue
  private LaneWalk walkOn() {
    Lane own =
        lanes().stream().filter(lane -> lane.kind() == LaneKind.MAIN).findFirst().orElseThrow();
    LaneServices services = services();
    var walk = new LaneWalk(services, own, new LaneConfiguration(services, own));
    run(walk);
    return walk;
  }

  /// Walks a replay to its end.
  private void walk(UUID id) {
    Lane lane = lane(id);
    LaneServices services = services();
    Walk walk = Walk.of(services, lane, new LaneConfiguration(services, lane));
    while (!walk.isOver()) {
      run(walk);
    }
  }

  private LaneServices services() {
    return stage.services(FreshDeliveries.NONE);
  }

  private void run(Walk walk) {
    var _ =
        WorkStage.await(
            Future.<Boolean>future(
                done -> stage.vertx.runOnContext(_ -> walk.walk().onComplete(done))));
  }

  private Throwable fails(Walk walk) {
    return WorkStage.await(
        Future.<Boolean>future(done -> stage.vertx.runOnContext(_ -> walk.walk().onComplete(done)))
            .<Throwable>map(_ -> new AssertionError("walks"))
            .recover(Future::succeededFuture));
  }
}
