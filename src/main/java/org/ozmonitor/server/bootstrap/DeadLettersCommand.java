package org.ozmonitor.server.bootstrap;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ozmonitor.server.config.ConfigLoader;
import org.ozmonitor.server.config.ConfigResult;
import org.ozmonitor.server.config.ConfigSources;
import org.ozmonitor.server.config.ServerConfig;
import org.ozmonitor.server.notification.DeadLetters;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.postgres.DatabaseServer;
import org.ozmonitor.server.postgres.DatabaseUnavailableException;

/// Works on what was given up, in the configured database, while nodes run or not. Blocks.
final class DeadLettersCommand {
  private static final int SHOWN_ATTEMPTS = 50;
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Command.DeadLetters command;

  DeadLettersCommand(Command.DeadLetters command) {
    this.command = command;
  }

  /// Exit code 1 when there is no such dead letter, or no database.
  int run() {
    ConfigSources sources = ConfigSources.ofProcess(Map.of(), command.configFile(), Map.of());
    return switch (ConfigLoader.load(sources)) {
      case ConfigResult.Invalid invalid -> Commands.refuse(invalid);
      case ConfigResult.Valid valid -> run(valid.config());
    };
  }

  private int run(ServerConfig config) {
    LogSetup.quiet();
    Vertx vertx = Vertx.vertx();
    try (var server = DatabaseServer.start(config.databaseUrl(), config.dataDir())) {
      Database database =
          Node.await(
              Database.open(vertx, server.url(), Database.Settings.of(Database.Access.ENGINE, 1)));
      try {
        return run(new DeadLetters(database.reader()), config.retention().matches());
      } finally {
        Node.await(database.close());
      }
    } catch (DatabaseUnavailableException e) {
      System.err.println(e.getMessage());
      return 1;
    } finally {
      Node.await(vertx.close());
    }
  }

  private int run(DeadLetters letters, Duration kept) {
    return switch (command.action()) {
      case LIST -> list(letters);
      case SHOW -> show(letters, kept);
      case REPLAY ->
          changed(
              Node.await(letters.replay(command.selection()), LONGEST),
              "dead letters are due again",
              kept);
      case DISCARD ->
          changed(
              Node.await(letters.discard(command.selection()), LONGEST),
              "dead letters are discarded",
              kept);
    };
  }

  private int changed(long count, String what, Duration kept) {
    System.out.println(count + " " + what);
    return count == 0 && command.selection().id().isPresent() ? isNone(kept) : 0;
  }

  private static int isNone(Duration kept) {
    System.err.println(
        "there is no such dead letter: it was replayed, discarded or superseded, or it was given up"
            + " more than %d days ago and is not kept any more (retention.matches)"
                .formatted(kept.toDays()));
    return 1;
  }

  private int list(DeadLetters letters) {
    List<DeadLetters.Letter> found =
        Node.await(letters.list(command.selection(), command.limit()), LONGEST);
    found.forEach(
        letter ->
            System.out.println(
                String.join(
                    "  ",
                    letter.id().toString(),
                    letter.givenUpAt().toString(),
                    letter.tenant(),
                    letter.trigger(),
                    letter.event(),
                    letter.reason())));
    if (found.size() == command.limit()) {
      System.err.println("there may be more: --limit");
    }
    return 0;
  }

  private int show(DeadLetters letters, Duration kept) {
    List<DeadLetters.Letter> found = Node.await(letters.list(command.selection(), 1), LONGEST);
    if (found.isEmpty()) {
      return isNone(kept);
    }
    DeadLetters.Letter letter = found.getFirst();
    System.out.println(
        json(letter, Node.await(letters.attempts(letter, SHOWN_ATTEMPTS), LONGEST))
            .encodePrettily());
    return 0;
  }

  private static JsonObject json(DeadLetters.Letter letter, List<DeadLetters.Attempt> attempts) {
    var json =
        new JsonObject()
            .put("id", letter.id().toString())
            .put("tenant", letter.tenant())
            .put("trigger", letter.trigger())
            .put("match", letter.match().toString())
            .put("event", letter.event())
            .put("sequence", letter.sequence())
            .put("reason", letter.reason())
            .put("created_at", letter.createdAt().toString());
    letter.firstAttemptAt().ifPresent(at -> json.put("first_attempt_at", at.toString()));
    json.put("given_up_at", letter.givenUpAt().toString());
    var history = new JsonArray();
    attempts.forEach(attempt -> history.add(json(attempt)));
    return json.put("attempts", history);
  }

  private static JsonObject json(DeadLetters.Attempt attempt) {
    var json =
        new JsonObject()
            .put("attempt", attempt.attempt())
            .put("at", attempt.at().toString())
            .put("duration_ms", attempt.durationMs());
    attempt.status().ifPresent(status -> json.put("status", status));
    return json.put("outcome", attempt.outcome())
        .put("detail", attempt.detail())
        .put("excerpt", attempt.excerpt());
  }
}
