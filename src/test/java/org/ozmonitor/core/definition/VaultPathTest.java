package org.ozmonitor.core.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultPathTest {
  @Test
  void takesMountPathAndKeyApart() {
    assertThat(VaultPath.parse("kv/team/hooks#url"))
        .contains(new VaultPath("kv", "team/hooks", "url"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kv",
        "kv#a",
        "kv/#a",
        "/a#b",
        "kv/a",
        "kv/a#",
        "kv/../b#a",
        "kv//a#b",
        "kv/a/#b"
      })
  void refusesWhatNamesNoSecret(String text) {
    assertThat(VaultPath.parse(text)).isEmpty();
  }
}
