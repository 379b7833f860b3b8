package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SlotsTest {
  private final Slots slots = new Slots(10);

  @Test
  void reservesNoMoreThanThereIs() {
    slots.open();

    assertThat(slots.reserve(7)).isEqualTo(7);
    assertThat(slots.reserve(7)).isEqualTo(3);
    assertThat(slots.reserve(1)).isZero();
    slots.release(4);
    assertThat(slots.reserve(9)).isEqualTo(4);
    assertThat(slots.inUse()).isEqualTo(10);
  }

  @Test
  void reservesNothingBeforeItOpensAndAfterItCloses() {
    assertThat(slots.reserve(1)).isZero();
    slots.open();
    assertThat(slots.reserve(1)).isEqualTo(1);
    slots.close();
    assertThat(slots.reserve(1)).isZero();
  }

  @Test
  void noticesASlotThatIsReleasedTwice() {
    assertThatThrownBy(() -> slots.release(1)).isInstanceOf(IllegalStateException.class);
  }
}
