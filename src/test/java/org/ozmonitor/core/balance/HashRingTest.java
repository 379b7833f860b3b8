package org.ozmonitor.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.tenant.TenantId;

class HashRingTest {
  private static final int RINGS = 1000;
  private static final List<TenantId> TENANTS =
      IntStream.range(0, 1000).mapToObj(i -> new TenantId(new UUID(i, 7))).toList();

  @Test
  void workerThatComesTakesAboutItsPartAndNothingElseMoves() {
    double worst = 0;
    double sum = 0;
    for (int seed = 0; seed < RINGS; seed++) {
      List<String> before = workers(seed);
      List<String> after = new ArrayList<>(before);
      after.add("new-" + seed);
      HashRing ring = HashRing.of(before);
      HashRing larger = HashRing.of(after);

      int moved = 0;
      for (TenantId tenant : TENANTS) {
        String owner = larger.owner(tenant).orElseThrow();
        if (!ring.owner(tenant).orElseThrow().equals(owner)) {
          assertThat(owner).isEqualTo("new-" + seed);
          moved++;
        }
      }
      double part = moved * after.size() / (double) TENANTS.size();
      worst = Math.max(worst, Math.abs(part - 1));
      sum += part;
    }
    assertThat(sum / RINGS).isBetween(0.97, 1.03);
    assertThat(worst).isLessThan(0.55);
  }

  @Test
  void workerThatGoesLeavesOnlyItsOwn() {
    for (int seed = 0; seed < RINGS; seed++) {
      List<String> before = workers(seed);
      String gone = before.get(new Random(seed).nextInt(before.size()));
      HashRing ring = HashRing.of(before);
      HashRing smaller = HashRing.of(before.stream().filter(it -> !it.equals(gone)).toList());

      for (TenantId tenant : TENANTS.subList(0, 200)) {
        String owner = ring.owner(tenant).orElseThrow();
        if (!owner.equals(gone)) {
          assertThat(smaller.owner(tenant)).contains(owner);
        }
      }
    }
  }

  @Test
  void isTheSameWhateverTheOrderOfItsWorkers() {
    List<String> workers = workers(1);
    List<String> shuffled = new ArrayList<>(workers);
    Collections.shuffle(shuffled, new Random(2));

    HashRing one = HashRing.of(workers);
    HashRing other = HashRing.of(shuffled);
    assertThat(TENANTS).allMatch(tenant -> one.owner(tenant).equals(other.owner(tenant)));
  }

  @Test
  void isTheSameInEveryVersion() {
    HashRing ring = HashRing.of(List.of("worker-1", "worker-2", "worker-3"));

    assertThat(IntStream.range(0, 8).mapToObj(i -> ring.owner(TENANTS.get(i)).orElseThrow()))
        .containsExactly(
            "worker-1",
            "worker-1",
            "worker-2",
            "worker-3",
            "worker-1",
            "worker-1",
            "worker-3",
            "worker-1");
  }

  @Test
  void asksEachWorkerOnceFromTheTenantsPlaceOn() {
    HashRing ring = HashRing.of(List.of("a", "b", "c"));
    List<String> asked = new ArrayList<>();

    assertThat(ring.first(TENANTS.getFirst(), worker -> !asked.add(worker))).isEmpty();

    assertThat(asked).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(ring.owner(TENANTS.getFirst())).contains(asked.getFirst());
    assertThat(ring.first(TENANTS.getFirst(), asked.get(1)::equals)).contains(asked.get(1));
  }

  @Test
  void hasNobodyWhenItIsEmpty() {
    HashRing ring = HashRing.of(List.of());

    assertThat(ring.owner(TENANTS.getFirst())).isEmpty();
    assertThat(ring.first(TENANTS.getFirst(), _ -> true)).isEmpty();
  }

  private static List<String> workers(int seed) {
    int count = 1 + new Random(seed).nextInt(12);
    return IntStream.range(0, count).mapToObj(i -> "worker-" + seed + "-" + i).toList();
  }
}
