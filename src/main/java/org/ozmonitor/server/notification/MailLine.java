package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Mails on their way through the connections of one account. Those that find none free wait here
/// and not in the client: what the client has taken cannot be taken back, and would be sent long
/// after its attempt counted as failed, once more for each attempt. Confined to one context.
final class MailLine {
  private final Vertx vertx;
  private final Function<MailMessage, Future<MailResult>> client;
  private final int connections;
  private final Deque<Promise<Boolean>> waiting = new ArrayDeque<>();
  private int busy;

  /// @param client sends at once, through one connection for each mail
  /// @param connections how many it may use, at least 1
  MailLine(Vertx vertx, Function<MailMessage, Future<MailResult>> client, int connections) {
    this.vertx = vertx;
    this.client = client;
    this.connections = connections;
  }

  /// Sends a mail as soon as a connection is free. Empty when none was in time, and the mail has
  /// not left and will not.
  ///
  /// @param leftMillis how much time is left now
  Future<Optional<MailResult>> send(MailMessage mail, LongSupplier leftMillis) {
    return place(leftMillis.getAsLong())
        .compose(
            isOurs -> isOurs ? begin(mail, leftMillis) : Future.succeededFuture(Optional.empty()));
  }

  private Future<Boolean> place(long leftMillis) {
    if (leftMillis <= 0) {
      return Future.succeededFuture(false);
    }
    if (busy < connections) {
      busy++;
      return Future.succeededFuture(true);
    }
    Promise<Boolean> turn = Promise.promise();
    waiting.addLast(turn);
    long timer =
        vertx.setTimer(
            leftMillis,
            _ -> {
              waiting.remove(turn);
              var _ = turn.tryComplete(false);
            });
    return turn.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  /// The place is free again when the client is done with the mail, which may be after its time.
  private Future<Optional<MailResult>> begin(MailMessage mail, LongSupplier leftMillis) {
    long left = leftMillis.getAsLong();
    if (left <= 0) {
      free();
      return Future.succeededFuture(Optional.empty());
    }
    Promise<Optional<MailResult>> inTime = Promise.promise();
    long timer = vertx.setTimer(left, _ -> inTime.tryFail(new TimeoutException("no answer")));
    Future.succeededFuture(mail)
        .compose(client)
        .onComplete(
            (result, failure) -> {
              vertx.cancelTimer(timer);
              free();
              var _ =
                  failure == null
                      ? inTime.tryComplete(Optional.of(result))
                      : inTime.tryFail(failure);
            });
    return inTime.future();
  }

  private void free() {
    for (Promise<Boolean> next = waiting.pollFirst(); next != null; next = waiting.pollFirst()) {
      if (next.tryComplete(true)) {
        return;
      }
    }
    busy--;
  }
}
