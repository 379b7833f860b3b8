package org.ozmonitor.server.secret;

import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Predicate;

/// The token with which a vault is asked. Thread-safe.
interface VaultToken {
  /// A token, or why there is none.
  sealed interface Held {
    record Token(String value) implements Held {
      @Override
      public String toString() {
        return MASKED;
      }
    }

    record None(Resolution why) implements Held {}

    String MASKED = "***";
  }

  Future<Held> get();

  /// Says that the vault does not take a token any more.
  ///
  /// @return whether there can be another one
  boolean drop(String refused);

  /// Asks with a token; one that was revoked before its time is replaced once.
  ///
  /// @param isRefused whether the token may be the reason for an answer
  default Future<Resolution> ask(
      Function<String, Future<VaultHttp.Answer>> question,
      Predicate<VaultHttp.Answer> isRefused,
      Function<VaultHttp.Answer, Resolution> judge) {
    return get()
        .compose(
            held ->
                switch (held) {
                  case Held.Token(String value) ->
                      question
                          .apply(value)
                          .compose(
                              answer ->
                                  isRefused.test(answer) && drop(value)
                                      ? ask(question, _ -> false, judge)
                                      : Future.succeededFuture(judge.apply(answer)));
                  case Held.None(Resolution why) -> Future.succeededFuture(why);
                });
  }

  /// The one that the operator gave.
  static VaultToken of(String value) {
    return new VaultToken() {
      @Override
      public Future<Held> get() {
        return Future.succeededFuture(new Held.Token(value));
      }

      @Override
      public boolean drop(String refused) {
        return false;
      }
    };
  }
}
