package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailLineTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<String> sent = new ArrayList<>();
  private final List<Promise<MailResult>> answers = new ArrayList<>();
  private final AtomicLong left = new AtomicLong(60_000);
  private final MailLine line =
      new MailLine(
          vertx,
          mail -> {
            sent.add(mail.getSubject());
            answers.add(Promise.promise());
            return answers.getLast().future();
          },
          2);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void sendsNoMoreAtOnceThanThereAreConnections() {
    List<Future<Optional<MailResult>>> results = List.of(send("1"), send("2"), send("3"));
    assertThat(sent).containsExactly("1", "2");

    answers.get(1).fail("refused");

    assertThat(sent).containsExactly("1", "2", "3");
    answers.get(0).complete(new MailResult());
    answers.get(2).complete(new MailResult());
    assertThat(await(results.get(2))).isPresent();
  }

  @Test
  void neverSendsWhatWaitedTooLong() {
    send("1").onComplete(_ -> {});
    send("2").onComplete(_ -> {});
    left.set(1);
    Future<Optional<MailResult>> late = send("3");
    assertThat(await(late)).isEmpty();

    answers.get(0).complete(new MailResult());
    answers.get(1).complete(new MailResult());

    assertThat(sent).containsExactly("1", "2");
  }

  @Test
  void looksAtTheClockOnceMoreWhenAConnectionIsFree() {
    send("1").onComplete(_ -> {});
    send("2").onComplete(_ -> {});
    Future<Optional<MailResult>> late = send("3");
    left.set(0);

    answers.get(0).complete(new MailResult());

    assertThat(await(late)).isEmpty();
    assertThat(sent).containsExactly("1", "2");
  }

  private Future<Optional<MailResult>> send(String subject) {
    return line.send(new MailMessage().setSubject(subject), left::get);
  }

  private static <T> T await(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
