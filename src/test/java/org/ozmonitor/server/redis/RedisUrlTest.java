package org.ozmonitor.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {
  @Test
  void knowsTheTwoWords() {
    assertThat(RedisUrl.parse("embedded")).isEqualTo(new RedisUrl.Embedded());
    assertThat(RedisUrl.parse("none")).isEqualTo(new RedisUrl.None());
  }

  @Test
  void readsEveryPart() {
    assertThat(RedisUrl.parse("rediss://team:p%40ss+w%2Ford@cache.example:6380/3"))
        .isEqualTo(
            new RedisUrl.Server(
                "cache.example", 6380, Optional.of("team"), Optional.of("p@ss+w/ord"), 3, true));
  }

  @Test
  void hasDefaults() {
    assertThat(RedisUrl.parse("redis://cache"))
        .isEqualTo(
            new RedisUrl.Server("cache", 6379, Optional.empty(), Optional.empty(), 0, false));
    assertThat(RedisUrl.parse("redis://:secret@[::1]/"))
        .isEqualTo(
            new RedisUrl.Server("::1", 6379, Optional.empty(), Optional.of("secret"), 0, false));
  }

  @Test
  void neverShowsALogin() {
    assertThat(RedisUrl.parse("redis://team:secret@cache")).hasToString("redis://***@cache:6379/0");
    assertThat(RedisUrl.parse("redis://cache:1/2")).hasToString("redis://cache:1/2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "redis://",
        "redis:secret",
        "http://secret",
        "redis://h/secret",
        "redis://h?secret=1",
        "redis://u:secret@",
        "redis://u:sec ret@h",
        "redis://h/1#secret",
        "Embedded"
      })
  void refusesWhatItDoesNotKnowWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> RedisUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith("must be `embedded`")
        .doesNotContain("secret");
  }
}
