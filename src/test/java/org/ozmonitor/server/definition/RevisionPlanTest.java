package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.ozmonitor.server.definition.RevisionPlan.Desired;
import org.ozmonitor.server.definition.RevisionPlan.EntityKey;
import org.ozmonitor.server.definition.RevisionPlan.Kind;
import org.ozmonitor.server.definition.RevisionPlan.Last;

final class RevisionPlanTest {
  private static final EntityKey KEY = new EntityKey(Kind.MONITOR, new UUID(1, 1));
  private static final String FILE = "monitors/a.json";

  @Test
  void beginsWhatIsNew() {
    RevisionPlan plan = plan(List.of(desired("d1", FILE)), Map.of());

    assertThat(plan.begun()).extracting(RevisionPlan.Begun::revision).containsExactly(1);
    assertThat(plan.replaced()).isEmpty();
  }

  @Test
  void leavesAloneWhatIsTheSame() {
    RevisionPlan plan = plan(List.of(desired("d1", FILE)), last(3, "d1", FILE, true));

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.moved()).isEmpty();
  }

  @Test
  void replacesWhatChanged() {
    RevisionPlan plan = plan(List.of(desired("d2", FILE)), last(3, "d1", FILE, true));

    assertThat(plan.begun()).extracting(RevisionPlan.Begun::revision).containsExactly(4);
    assertThat(plan.replaced()).containsExactly(KEY);
    assertThat(plan.ended()).isEmpty();
  }

  @Test
  void countsOnWhenAnEntityComesBack() {
    RevisionPlan plan = plan(List.of(desired("d1", FILE)), last(3, "d1", FILE, false));

    assertThat(plan.begun()).extracting(RevisionPlan.Begun::revision).containsExactly(4);
    assertThat(plan.replaced()).isEmpty();
  }

  @Test
  void endsWhatIsGone() {
    assertThat(plan(List.of(), last(3, "d1", FILE, true)).ended()).containsExactly(KEY);
    assertThat(plan(List.of(), last(3, "d1", FILE, false)).isEmpty()).isTrue();
  }

  @Test
  void keepsWhatABrokenFileMayStillHold() {
    assertThat(plan(List.of(), last(3, "d1", "monitors/broken.json", true)).isEmpty()).isTrue();
  }

  @Test
  void keepsWhatAMonitorOfABrokenFileMayName() {
    EntityKey trigger = new EntityKey(Kind.TRIGGER, new UUID(4, 4));
    Last gone = new Last(1, "d1", "triggers/gone.json", true);

    assertThat(plan(List.of(), Map.of(trigger, gone)).ended()).containsExactly(trigger);
    assertThat(
            plan(
                    List.of(),
                    Map.of(trigger, gone, KEY, new Last(1, "d1", "monitors/broken.json", true)))
                .isEmpty())
        .isTrue();
  }

  @Test
  void neverEndsWhatDidNotComeFromATree() {
    assertThat(plan(List.of(), Map.of(KEY, new Last(1, "d1", null, true))).isEmpty()).isTrue();
  }

  @Test
  void onlyNotesThatAnEntityMovedToAnotherFile() {
    RevisionPlan plan = plan(List.of(desired("d1", "monitors/b.json")), last(3, "d1", FILE, true));

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.moved()).hasSize(1);
  }

  @Test
  void endsNothingBeforeAllHasBegun() {
    EntityKey gone = new EntityKey(Kind.MONITOR, new UUID(9, 9));
    List<Desired> desired =
        List.of(
            desired(new EntityKey(Kind.MONITOR, new UUID(2, 2))),
            desired(new EntityKey(Kind.NETWORK, new UUID(3, 3))));
    RevisionPlan whole = plan(desired, Map.of(gone, new Last(1, "d1", "monitors/gone.json", true)));

    RevisionPlan part = whole.limitedTo(1, 1000);

    assertThat(whole.ended()).containsExactly(gone);
    assertThat(part.complete()).isFalse();
    assertThat(part.ended()).isEmpty();
    assertThat(part.begun())
        .extracting(begun -> begun.entity().key().kind())
        .containsExactly(Kind.NETWORK);
    assertThat(whole.limitedTo(2, 1000)).isSameAs(whole);
  }

  private static Desired desired(EntityKey key) {
    return new Desired(key, "a", "{}", "d1", FILE, true);
  }

  private static RevisionPlan plan(List<Desired> desired, Map<EntityKey, Last> last) {
    return RevisionPlan.plan(desired, last, "monitors/broken.json"::equals);
  }

  private static Desired desired(String digest, String source) {
    return new Desired(KEY, "a", "{}", digest, source, true);
  }

  private static Map<EntityKey, Last> last(
      int revision, String digest, String source, boolean open) {
    return Map.of(KEY, new Last(revision, digest, source, open));
  }
}
