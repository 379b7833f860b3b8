package org.ozmonitor.server.bootstrap;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.ozmonitor.server.work.EvaluationErrors;
import org.ozmonitor.server.work.EvaluationErrors.Recorded;

/// Shows what monitors could not do at which block. Blocks; stateless.
final class ErrorsCommand {
  private ErrorsCommand() {}

  static int run(Command.ListErrors command) {
    return DatabaseCommand.run(command.configFile(), opened -> run(command, opened));
  }

  private static int run(Command.ListErrors command, DatabaseCommand.Opened opened) {
    List<Recorded> found =
        Node.await(
            new EvaluationErrors()
                .newest(opened.database().reader(), command.tenant(), command.limit()));
    found.forEach(error -> System.out.println(command.json() ? json(error).encode() : text(error)));
    if (found.size() == command.limit()) {
      System.err.println("there may be more: --limit");
    }
    return 0;
  }

  private static String text(Recorded error) {
    return String.join(
        "  ",
        error.at().toString(),
        error.tenant(),
        error.monitor(),
        error.network(),
        "block " + error.height(),
        error.error());
  }

  private static JsonObject json(Recorded error) {
    return new JsonObject()
        .put("at", error.at().toString())
        .put("tenant", error.tenant())
        .put("monitor", error.monitor())
        .put("network", error.network())
        .put("height", error.height())
        .put("seq", error.seq())
        .put("error", error.error());
  }
}
