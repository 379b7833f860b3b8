package org.ozmonitor.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadRhythmTest {
  /// What watching came to.
  private record Watched(double pollsPerBlock, double meanLatenessMs, long worstLatenessMs) {}

  @Test
  void aimsJustBeforeTheNextBlockOfARegularChain() {
    var watched = watch(12_000, 0, 1_000);

    assertThat(watched.pollsPerBlock()).isLessThan(4);
    assertThat(watched.worstLatenessMs()).isLessThanOrEqualTo(320);
  }

  @Test
  void seesFastBlocksSoon() {
    assertThat(watch(1_000, 20, 1_000).meanLatenessMs()).isLessThan(30);
    assertThat(watch(250, 5, 1_000).meanLatenessMs()).isLessThan(20);
  }

  @Test
  void asksMoreOftenWhereBlocksComeIrregularly() {
    var watched = watch(12_000, 6_000, 1_000);

    assertThat(watched.meanLatenessMs()).isLessThan(1_500);
    assertThat(watched.pollsPerBlock()).isLessThan(20);
  }

  @Test
  void backsOffWhileABlockIsLateAndStaysBounded() {
    var rhythm = HeadRhythm.starting(12_000, 0);
    long before = 0;
    long now = 12_000;
    for (int i = 0; i < 40; i++) {
      long pause = rhythm.pauseMs(now);
      assertThat(pause).isBetween(Math.min(before, 3_000), 3_000L);
      before = pause;
      now += pause;
    }
    assertThat(before).isEqualTo(3_000);
  }

  @Test
  void neverWaitsLongerThanTwoBlockTimes() {
    var rhythm = HeadRhythm.starting(12_000, 0);
    for (int epoch = 1; epoch <= 50; epoch++) {
      rhythm = rhythm.newHead(epoch * 384_000L);
      assertThat(rhythm.pauseMs(epoch * 384_000L)).isLessThanOrEqualTo(24_000);
    }
  }

  /// Polls a chain whose blocks come every `blockTimeMs` give or take `jitterMs`.
  private static Watched watch(long blockTimeMs, int jitterMs, int blocks) {
    var random = new Random(11);
    var rhythm = HeadRhythm.starting(blockTimeMs, 0);
    long now = 0;
    long polls = 0;
    long lateness = 0;
    long worst = 0;
    for (int block = 1; block <= blocks; block++) {
      long appears = block * blockTimeMs + random.nextInt(-jitterMs, jitterMs + 1);
      do {
        now += rhythm.pauseMs(now);
        polls++;
      } while (now < appears);
      rhythm = rhythm.newHead(now);
      lateness += now - appears;
      worst = Math.max(worst, now - appears);
    }
    return new Watched((double) polls / blocks, (double) lateness / blocks, worst);
  }
}
