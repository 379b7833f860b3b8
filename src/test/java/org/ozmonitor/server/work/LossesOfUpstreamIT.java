package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.server.notification.ClaimedDelivery;
import org.ozmonitor.server.notification.FreshDeliveries;

/// Where OpenZeppelin Monitor loses alerts or repeats them, as far as a lane can: here each
/// arrives once, under one id.
class LossesOfUpstreamIT {
  private final Sent sent = new Sent();
  private WorkStage stage;

  @BeforeEach
  void create() {
    stage = new WorkStage(new JsonObject().put("detect_at", "head").put("confirmation_blocks", 3));
    stage.monitor("whales");
    var _ = stage.lane("w");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  /// There, the hashes of parents are never compared: an alert of a replaced block stands for ever.
  @Test
  void reorganisation() {
    long first = stage.block("0xa whales", "0xb whales");
    walk();
    long orphan = stage.orphan();
    long second = stage.block("0xa whales");
    walk();

    assertThat(events("0xa"))
        .containsExactly("detected " + first, "retracted " + orphan, "detected " + second);
    assertThat(events("0xb")).containsExactly("detected " + first, "retracted " + orphan);
    assertThat(stage.matches())
        .containsExactly(
            List.of("0xa", "detected", "" + second), List.of("0xb", "retracted", "" + orphan));
  }

  /// There, an error while a block is filtered is discarded, and the block counts as one without
  /// matches.
  @Test
  void failedFilterCall() {
    stage.block("0xa whales");
    walk();
    long failing = stage.blockNobodyServes();
    String hash = stage.lastHash();
    long after = stage.block("0xc whales");

    assertThatThrownBy(this::walk).hasMessageContaining("nobody has block");
    assertThat(stage.readLane().seq()).isEqualTo(failing - 1);
    assertThat(events("0xc")).isEmpty();
    stage.payloads.put(hash, "0xb whales");
    walk();

    assertThat(events("0xb")).containsExactly("detected " + failing);
    assertThat(events("0xc")).containsExactly("detected " + after);
    assertThat(sent.ids.values()).containsExactly(1, 1, 1);
  }

  /// There, a block that is recovered, or read again after a crash, triggers again.
  @Test
  void duplicateOnRecovery() {
    long seq = stage.block("0xa whales");
    walk();
    stage.recoveredAgain();
    walk();
    stage.execute("UPDATE lane SET seq = 0, epoch = epoch + 1");
    walk();

    assertThat(events("0xa")).containsExactly("detected " + seq);
    assertThat(sent.ids).hasSize(1).containsValue(1);
  }

  /// There, a lost checkpoint is a first start: what came before is skipped, or alerted again. Here
  /// a lane that begins anew gives what it gave, under the ids that receivers know.
  @Test
  void freshStart() {
    stage.block("0xa whales");
    stage.block("0xb whales");
    stage.orphan();
    stage.block("0xc whales");
    walk();
    stage.execute("DELETE FROM delivery_queue; DELETE FROM matches");
    stage.execute("UPDATE lane SET seq = 0, epoch = epoch + 1");
    stage.block("0xd whales");
    walk();

    assertThat(stage.matches().stream().filter(row -> row.get(1).equals("detected")))
        .extracting(List::getFirst)
        .containsExactly("0xa", "0xc", "0xd");
    assertThat(sent.ids.values()).containsExactlyInAnyOrder(2, 2, 2, 1);
  }

  private void walk() {
    var walk = stage.walk(sent);
    stage.walkToEnd(walk);
  }

  private List<String> events(String transaction) {
    return WorkRows.select(
            stage.database,
            "SELECT d.event, d.cause_seq FROM deliveries d JOIN matches m ON m.id = d.match_id"
                + " WHERE m.transaction_id = $1 ORDER BY d.cause_seq",
            transaction)
        .stream()
        .map(row -> String.join(" ", row))
        .toList();
  }

  /// Counts what leaves, by id.
  private static final class Sent implements FreshDeliveries {
    final Map<String, Integer> ids = new ConcurrentHashMap<>();

    @Override
    public int reserve(int wanted) {
      return wanted;
    }

    @Override
    public void handOn(List<ClaimedDelivery> claimed) {
      claimed.forEach(claim -> ids.merge(claim.id().toString(), 1, Integer::sum));
    }

    @Override
    public void release(int unused) {}
  }
}
