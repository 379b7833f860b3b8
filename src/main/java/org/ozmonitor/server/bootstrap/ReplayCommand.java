package org.ozmonitor.server.bootstrap;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.server.watch.MissedBlockRequests;
import org.ozmonitor.server.work.ReplayRequests;
import org.ozmonitor.server.work.ReplayRequests.Answer;
import org.ozmonitor.server.work.Replays;

/// Asks workers to evaluate blocks once more and shows how far they are. A replay goes on when this
/// command ends. Blocks; stateless.
final class ReplayCommand {
  private static final Duration LOOK = Duration.ofMillis(500);

  private ReplayCommand() {}

  /// Exit code 1 when it is refused or cancelled.
  static int run(Command.Replay command) {
    return DatabaseCommand.run(command.configFile(), opened -> run(command, opened));
  }

  /// Exit code 1 when there is none that runs.
  static int cancel(Command.CancelReplay command) {
    return DatabaseCommand.run(
        command.configFile(),
        opened -> {
          if (Node.await(requests(opened).cancel(command.id()))) {
            System.out.println(command.id() + " is cancelled");
            return 0;
          }
          System.err.println("there is no such replay, or it has ended");
          return 1;
        });
  }

  /// Exit code 1 when none of these blocks was skipped.
  static int backFill(Command.BackFillMissed command) {
    return DatabaseCommand.run(
        command.configFile(),
        opened -> {
          long blocks =
              Node.await(
                  new MissedBlockRequests(opened.database())
                      .ask(
                          EntityIds.platformNetwork(command.network()),
                          command.firstHeight(),
                          command.lastHeight()));
          if (blocks == 0) {
            System.err.println("none of these blocks was skipped, or they are recovered already");
            return 1;
          }
          System.out.println(blocks + " blocks will be recovered by the network's watcher");
          return 0;
        });
  }

  private static ReplayRequests requests(DatabaseCommand.Opened opened) {
    return new ReplayRequests(opened.database(), opened.configurations(), UUID::randomUUID);
  }

  private static int run(Command.Replay command, DatabaseCommand.Opened opened) {
    ReplayRequests requests = requests(opened);
    var request =
        new ReplayRequests.Request(
            command.network(),
            command.firstHeight(),
            command.lastHeight(),
            command.tenant(),
            command.monitor(),
            command.with(),
            command.send(),
            opened.config().retention().matches());
    return switch (Node.await(requests.begin(request))) {
      case Answer.Refused(String why) -> {
        System.err.println(why);
        yield 1;
      }
      case Answer.Begun begun -> {
        tell(begun, command.json());
        yield command.waits() ? follow(begun.id(), requests, opened, command.json()) : 0;
      }
    };
  }

  private static void tell(Answer.Begun begun, boolean json) {
    if (json) {
      System.out.println(
          new JsonObject()
              .put("id", begun.id().toString())
              .put("blocks", begun.blocks())
              .put("missing", begun.missing())
              .put("tenants", begun.tenants())
              .put("behind", begun.behind())
              .encode());
      return;
    }
    System.out.println(
        "%s: %d blocks for %d tenants".formatted(begun.id(), begun.blocks(), begun.tenants()));
    if (begun.missing() > 0) {
      System.out.println(
          "%d of these heights are not in the log; --missed back-fills those that were skipped"
              .formatted(begun.missing()));
    }
    if (begun.behind() > 0) {
      System.out.println(
          "%d tenants have these blocks still before them".formatted(begun.behind()));
    }
  }

  private static int follow(
      UUID id, ReplayRequests requests, DatabaseCommand.Opened opened, boolean json) {
    boolean isTerminal = LogSetup.isTerminal() && !json;
    while (true) {
      Optional<Replays.Status> status = Node.await(requests.status(id));
      if (status.isEmpty()) {
        System.err.println("there is no such replay any more");
        return 1;
      }
      if (isTerminal) {
        System.err.print("\r" + progress(status.get()));
      }
      if (status.get().outcome().isPresent()) {
        return ended(status.get(), isTerminal, json);
      }
      var _ = opened.vertx().timer(LOOK.toMillis(), TimeUnit.MILLISECONDS).await();
    }
  }

  private static String progress(Replays.Status status) {
    String who = status.worker().map(worker -> "at " + worker).orElse("waits for a worker");
    return "%3.0f %%  %d matches  %s   ".formatted(status.walked() * 100, status.matches(), who);
  }

  private static int ended(Replays.Status status, boolean isTerminal, boolean json) {
    if (isTerminal) {
      System.err.println();
    }
    Replays.Outcome outcome = status.outcome().orElseThrow();
    String word = outcome.name().toLowerCase(Locale.ROOT);
    System.out.println(
        json
            ? new JsonObject()
                .put("id", status.id().toString())
                .put("outcome", word)
                .put("matches", status.matches())
                .put("deliveries", status.deliveries())
                .put("failures", status.failures())
                .encode()
            : "%s: %d matches added, %d deliveries, %d failures"
                .formatted(word, status.matches(), status.deliveries(), status.failures()));
    return outcome == Replays.Outcome.DONE ? 0 : 1;
  }
}
