package org.ozmonitor.server.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
  private final Redaction redaction = new Redaction();

  @Test
  void takesOutEverySecretItHasSeen() {
    redaction.learn("hunter2");
    redaction.learn("hunter2-and-more");

    assertThat(redaction.apply("key hunter2, or hunter2-and-more; hunter"))
        .isEqualTo("key ***, or ***; hunter");
  }

  @Test
  void leavesWhatItDoesNotKnowAsItIs() {
    String text = "connection refused";

    assertThat(redaction.apply(text)).isSameAs(text);
  }

  @Test
  void doesNotTearWordsApartForAShortSecret() {
    redaction.learn("abc");

    assertThat(redaction.apply("abcdef")).isEqualTo("abcdef");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://hooks.example/services/T0AB12CD/B99xyzQ7/k3y| no_team T0AB12CD| no_team ***",
        "https://user:pa55word@h.example/x| login of user: pa55word is wrong| login of user: *** is"
            + " wrong",
        "https://rpc.example/v3/0123456789abcdef0123| bad key 0123456789abcdef0123| bad key ***",
        "https://rpc.example/?apikey=abcdefghijklmnopqrstuvwxyz| abcdefghijklmnopqrstuvwxyz| ***",
        "https://rpc.example/services/hook| no such services/hook| no such services/hook",
      })
  void knowsTheKeysInsideAUrl(String url, String text, String expected) {
    redaction.learn(url);

    assertThat(redaction.apply(text)).isEqualTo(expected);
  }

  @Test
  void knowsTheKeysInsideHeaders() {
    redaction.learnHeaders(
        Map.of("Authorization", "Bearer t0ken-value", "Content-Type", "application/json"));

    assertThat(redaction.apply("application/json with t0ken-value or Bearer t0ken-value"))
        .isEqualTo("application/json with *** or ***");
  }

  @Test
  void forgetsTheOldestOnesFirst() {
    redaction.learn("the-first-secret");
    for (int i = 0; i < 20_000; i++) {
      redaction.learn("secret-number-" + i);
    }

    assertThat(redaction.apply("the-first-secret secret-number-19999 secret-number-0"))
        .isEqualTo("the-first-secret *** ***");
  }
}
