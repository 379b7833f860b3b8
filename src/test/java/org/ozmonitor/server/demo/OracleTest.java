package org.ozmonitor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ozmonitor.server.demo.ChainHistory.Appearance;
import org.ozmonitor.server.demo.ChainHistory.Reorganisation;
import org.ozmonitor.server.demo.SimulatedTransaction.Action;

class OracleTest {
  private static final String MONITOR = "Whales";
  private static final DemoMonitor WHALES =
      new DemoMonitor(
          MONITOR, List.of(), false, "{}", transaction -> transaction.value().signum() > 0);

  private final Oracle oracle = new Oracle(List.of(WHALES));
  private final SimulatedTransaction whale = aTransaction("0xa1", 5);
  private final SimulatedTransaction minnow = aTransaction("0xb2", 0);

  @Test
  void findsNothingWrongWhenEachExpectedAlertArrivedOnce() {
    Report report =
        oracle.judge(standing(whale, minnow), List.of(detected("id1", "0xa1", 1).at(30)));

    assertThat(report.expected()).isEqualTo(1);
    assertThat(report.delivered()).isEqualTo(1);
    assertThat(report.lost()).isZero();
    assertThat(report.repeatedSameId()).isZero();
    assertThat(report.repeatedNewId()).isZero();
    assertThat(report.wronglyStanding()).isZero();
    assertThat(report.isSettled()).isTrue();
    assertThat(report.latency().p50Ms()).isEqualTo(20.0);
  }

  @Test
  void countsAnExpectedAlertThatNeverArrivedAsLost() {
    Report report = oracle.judge(standing(whale), List.of());

    assertThat(report.lost()).isEqualTo(1);
    assertThat(report.delivered()).isZero();
    assertThat(report.isSettled()).isFalse();
  }

  @Test
  void countsAnAlertThatWasOnlyRefusedAsLost() {
    Report report =
        oracle.judge(standing(whale), List.of(detected("id1", "0xa1", 1).answered(503).at(30)));

    assertThat(report.lost()).isEqualTo(1);
  }

  @Test
  void ignoresWhatIsNoDeliveryAtAll() {
    var badlySigned = detected("id1", "0xa1", 1).answered(401).at(30);
    var withoutHeaders = new ReceivedRequest(Map.of(), "nonsense", 400, 31);

    Report report = oracle.judge(standing(whale), List.of(badlySigned, withoutHeaders));

    assertThat(report.lost()).isEqualTo(1);
  }

  @Test
  void countsAnExpectedAlertThatEndedRetractedAsLost() {
    Report report =
        oracle.judge(
            standing(whale),
            List.of(detected("id1", "0xa1", 1).at(30), retracted("id2", "0xa1", 2).at(40)));

    assertThat(report.lost()).isEqualTo(1);
    assertThat(report.retracted()).isEqualTo(1);
    assertThat(report.wronglyRetracted()).isEqualTo(1);
  }

  @Test
  void expectsOnlyWhatIsValidAtTheBlock() {
    var later = new Oracle(block -> block.number() > 2 ? List.of(WHALES) : List.of());

    Report report = later.judge(standing(whale), List.of());

    assertThat(report.expected()).isZero();
  }

  @Test
  void countsAcceptedRepeatsOfAnId() {
    Report report =
        oracle.judge(
            standing(whale),
            List.of(
                detected("id1", "0xa1", 1).at(30),
                detected("id1", "0xa1", 1).at(40),
                detected("id1", "0xa1", 1).answered(503).at(50),
                detected("id1", "0xa1", 1).at(60)));

    assertThat(report.repeatedSameId()).isEqualTo(2);
    assertThat(report.repeatedNewId()).isZero();
    assertThat(report.delivered()).isEqualTo(1);
  }

  @Test
  void doesNotCountARetryAfterARefusalAsARepeat() {
    Report report =
        oracle.judge(
            standing(whale),
            List.of(
                detected("id1", "0xa1", 1).answered(503).at(30),
                detected("id1", "0xa1", 1).at(40)));

    assertThat(report.repeatedSameId()).isZero();
    assertThat(report.delivered()).isEqualTo(1);
    assertThat(report.latency().p50Ms()).isEqualTo(20.0);
  }

  @Test
  void waitsForTheRetractionBetweenTwoDetections() {
    var before = detected("id1", "0xa1", 1).at(30);
    var after = detected("id3", "0xa1", 3).at(50);
    var between = retracted("id2", "0xa1", 2).at(60); // came late, after a retry

    assertThat(oracle.judge(standing(whale), List.of(before, after)).isSettled()).isFalse();
    assertThat(oracle.judge(standing(whale), List.of(before, after, between)).isSettled()).isTrue();
  }

  @Test
  void findsTwoIdsForOneEvent() {
    Report report =
        oracle.judge(
            standing(whale),
            List.of(detected("id1", "0xa1", 1).at(30), detected("id2", "0xa1", 1).at(40)));

    assertThat(report.repeatedNewId()).isEqualTo(1);
  }

  @Test
  void findsADetectionRightAfterAnother() {
    Report report =
        oracle.judge(
            standing(whale),
            List.of(detected("id1", "0xa1", 1).at(30), detected("id2", "0xa1", 2).at(40)));

    assertThat(report.repeatedNewId()).isEqualTo(1);
    assertThat(report.isPassed()).isFalse();
  }

  @Test
  void findsTwoRetractionsOfOneSequence() {
    Report report =
        oracle.judge(
            standing(minnow),
            List.of(
                detected("id1", "0xa1", 1).at(30),
                retracted("id2", "0xa1", 2).at(40),
                retracted("id3", "0xa1", 2).at(50)));

    assertThat(report.repeatedNewId()).isEqualTo(1);
    assertThat(report.retracted()).isEqualTo(2);
  }

  @Test
  void findsTwoMatchesOfOneTransaction() {
    Report report =
        oracle.judge(
            standing(whale),
            List.of(
                detected("id1", "0xa1", 1).at(30),
                detected("id2", "0xa1", 1).ofMatch("other").at(40)));

    assertThat(report.repeatedNewId()).isEqualTo(1);
  }

  @Test
  void ordersEventsBySequenceAndNotByArrival() {
    Report report =
        oracle.judge(
            standing(whale),
            List.of(
                detected("id3", "0xa1", 3).at(30),
                detected("id1", "0xa1", 1).at(40),
                retracted("id2", "0xa1", 2).at(50)));

    assertThat(report.repeatedNewId()).isZero();
    assertThat(report.delivered()).isEqualTo(1);
    assertThat(report.wronglyStanding()).isZero();
  }

  @Test
  void countsAnAlertAboutWhatShouldNotMatchAsWronglyStanding() {
    Report report = oracle.judge(standing(minnow), List.of(detected("id1", "0xb2", 1).at(30)));

    assertThat(report.wronglyStanding()).isEqualTo(1);
    assertThat(report.expected()).isZero();
    assertThat(report.isSettled()).isFalse();
  }

  @Test
  void countsAnAlertAboutAnOrphanedTransactionAsWronglyStandingUntilItIsRetracted() {
    ChainHistory history = orphaned(whale, 50);
    var alert = detected("id1", "0xa1", 1).at(30);
    var retraction = retracted("id2", "0xa1", 2).at(60);

    assertThat(oracle.judge(history, List.of(alert)).wronglyStanding()).isEqualTo(1);
    assertThat(oracle.judge(history, List.of(alert, retraction)).wronglyStanding()).isZero();
  }

  @Test
  void countsReorganisationsAndThoseThatHitAnAlertAlreadySent() {
    ChainHistory history = orphaned(whale, 50);
    var early = detected("id1", "0xa1", 1).at(30);
    var late = detected("id1", "0xa1", 1).at(70);

    Report hit = oracle.judge(history, List.of(early));
    Report missed = oracle.judge(history, List.of(late));

    assertThat(hit.reorgs()).isEqualTo(1);
    assertThat(hit.reorgsOfSentAlerts()).isEqualTo(1);
    assertThat(missed.reorgsOfSentAlerts()).isZero();
  }

  @Test
  void measuresATransactionThatMovedFromEachOfItsBlocks() {
    SimulatedBlock first = aBlock(2, whale);
    SimulatedBlock second = aBlock(3, whale);
    ChainHistory history =
        history(
            List.of(seen(first, false, 10), seen(second, true, 100)),
            List.of(new Reorganisation(100 * 1_000_000, List.of(first))));

    Report report =
        oracle.judge(
            history,
            List.of(
                detected("id1", "0xa1", 1).at(15),
                retracted("id2", "0xa1", 2).at(110),
                detected("id3", "0xa1", 3).at(140)));

    assertThat(report.latency()).isEqualTo(new Report.Latency(5.0, 40.0));
    assertThat(report.delivered()).isEqualTo(1);
    assertThat(report.repeatedNewId()).isZero();
  }

  @Test
  void measuresFromTheLastVisibleBlockWhenABlockWasNeverReported() {
    SimulatedBlock first = aBlock(2, whale);
    SimulatedBlock second = aBlock(3, whale);
    ChainHistory history =
        history(List.of(seen(first, false, 10), seen(second, true, 100)), List.of());

    Report report = oracle.judge(history, List.of(detected("id1", "0xa1", 3).at(140)));

    assertThat(report.latency().p99Ms()).isEqualTo(40.0);
  }

  @Test
  void dividesCallsByBlocksThatHoldTransactions() {
    ChainHistory history =
        new ChainHistory(
            List.of(seen(aBlock(1), true, 5), seen(aBlock(2, whale), true, 10)),
            List.of(),
            9,
            Map.of("eth_getBlockByNumber", 1L, "eth_getBlockReceipts", 2L, "eth_blockNumber", 6L),
            Map.of());

    Report report = oracle.judge(history, List.of());

    assertThat(report.blocks()).isEqualTo(1);
    assertThat(report.rpcCallsPerBlock()).isEqualTo(3.0);
    assertThat(report.rpcHeadPollsPerBlock()).isEqualTo(6.0);
  }

  @Test
  void passesOnlyWithAHundredExpectedAlerts() {
    List<SimulatedTransaction> transactions = new ArrayList<>();
    List<ReceivedRequest> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      transactions.add(aTransaction("0x" + i, 1));
      requests.add(detected("id" + i, "0x" + i, 1).ofMatch("m" + i).at(20));
    }
    Report hundred =
        oracle.judge(standing(transactions.toArray(SimulatedTransaction[]::new)), requests);
    Report fewer =
        oracle.judge(
            standing(transactions.subList(0, 99).toArray(SimulatedTransaction[]::new)),
            requests.subList(0, 99));

    assertThat(hundred.isPassed()).isTrue();
    assertThat(fewer.isSettled()).isTrue();
    assertThat(fewer.isPassed()).isFalse();
  }

  @Test
  void writesTheReportWithEveryNumber() {
    JsonObject json = oracle.judge(standing(whale), List.of()).toJson();

    assertThat(json.fieldNames())
        .contains(
            "expected",
            "delivered",
            "lost",
            "repeated_same_id",
            "repeated_new_id",
            "retracted",
            "wrongly_standing",
            "wrongly_retracted",
            "reorgs",
            "latency_ms",
            "rpc_calls_per_block",
            "blocks");
    assertThat(json.getJsonObject("latency_ms").fieldNames()).containsExactly("p50", "p99");
  }

  private static ChainHistory standing(SimulatedTransaction... transactions) {
    return history(List.of(seen(aBlock(2, transactions), true, 10)), List.of());
  }

  /// The transaction was visible at 10 ms and orphaned for good.
  private static ChainHistory orphaned(SimulatedTransaction transaction, long atMillis) {
    SimulatedBlock gone = aBlock(2, transaction);
    return history(
        List.of(seen(gone, false, 10), seen(aBlock(3), true, atMillis)),
        List.of(new Reorganisation(atMillis * 1_000_000, List.of(gone))));
  }

  private static ChainHistory history(List<Appearance> seen, List<Reorganisation> reorgs) {
    return new ChainHistory(seen, reorgs, 0, Map.of(), Map.of());
  }

  private static Appearance seen(SimulatedBlock block, boolean canonical, long atMillis) {
    return new Appearance(block, canonical, atMillis * 1_000_000, Instant.EPOCH);
  }

  private static SimulatedBlock aBlock(long number, SimulatedTransaction... transactions) {
    return SimulatedBlock.of(number, "0xparent", 0, 0, Arrays.asList(transactions));
  }

  private static SimulatedTransaction aTransaction(String hash, long value) {
    return new SimulatedTransaction(
        hash, 0, "0xfrom", "0xto", BigInteger.valueOf(value), false, new Action.Payment());
  }

  private static RequestBuilder detected(String id, String transaction, long sequence) {
    return new RequestBuilder(id, "detected", MONITOR, transaction, sequence, "match", 200);
  }

  private static RequestBuilder retracted(String id, String transaction, long sequence) {
    return new RequestBuilder(
        id, "retracted", "[RETRACTED] " + MONITOR, transaction, sequence, "match", 200);
  }

  private record RequestBuilder(
      String id,
      String event,
      String title,
      String transaction,
      long sequence,
      String match,
      int status) {
    RequestBuilder answered(int answer) {
      return new RequestBuilder(id, event, title, transaction, sequence, match, answer);
    }

    RequestBuilder ofMatch(String other) {
      return new RequestBuilder(id, event, title, transaction, sequence, other, status);
    }

    ReceivedRequest at(long millis) {
      String body =
          new JsonObject().put("title", title).put("body", transaction + " from x").encode();
      return new ReceivedRequest(
          Map.of(
              "webhook-id", id,
              "x-ozm-event", event,
              "x-ozm-sequence", Long.toString(sequence),
              "x-ozm-match", match),
          body,
          status,
          millis * 1_000_000);
    }
  }
}
