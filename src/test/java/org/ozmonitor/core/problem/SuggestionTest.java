package org.ozmonitor.core.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SuggestionTest {
  private static final List<String> KEYS = List.of("name", "networks", "match_conditions");

  @Test
  void suggestsTheNearestKey() {
    assertThat(Suggestion.nearest("network", KEYS)).contains("networks");
    assertThat(Suggestion.nearest("matchConditions", KEYS)).contains("match_conditions");
    assertThat(Suggestion.hint("nmae", KEYS)).isEqualTo(", did you mean \"name\"?");
  }

  @Test
  void suggestsNothingWhenNothingIsNear() {
    assertThat(Suggestion.nearest("paused", KEYS)).isEmpty();
    assertThat(Suggestion.nearest("n".repeat(1000), KEYS)).isEmpty();
  }
}
