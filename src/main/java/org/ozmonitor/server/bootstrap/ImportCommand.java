package org.ozmonitor.server.bootstrap;

import java.time.Duration;
import java.util.Locale;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.server.config.ServerConfig;
import org.ozmonitor.server.definition.ApplyResult;
import org.ozmonitor.server.definition.ConfigurationTree;
import org.ozmonitor.server.definition.DocumentImport;
import org.ozmonitor.server.definition.TreeLimits;

/// Fills the database from documents of OpenZeppelin Monitor. Blocks.
final class ImportCommand {
  private static final Duration LONGEST = Duration.ofHours(1);

  private ImportCommand() {}

  /// Exit code 1 when anything is refused: then nothing is imported.
  static int run(Command.Import command) {
    return DatabaseCommand.run(command.configFile(), opened -> run(command, opened));
  }

  private static int run(Command.Import command, DatabaseCommand.Opened opened) {
    ServerConfig config = opened.config();
    var rules =
        new DocumentImport.Rules(
            ConfigurationTree.processSecrets(config.secrets().environment()),
            new TreeLimits(config.limits().anyAddressMonitors()),
            config.limits().newTenants(),
            Chains.ENGINES);
    DocumentImport.Report report =
        Node.await(
            new DocumentImport(opened.vertx(), opened.database(), opened.configurations(), rules)
                .run(command.request()),
            LONGEST);
    report.problems().forEach(ImportCommand::print);
    if (report.result().isEmpty()) {
      System.out.println("nothing is imported");
      return 1;
    }
    System.out.println(summary(command.request(), report.result().get()));
    return 0;
  }

  private static String summary(DocumentImport.Request request, ApplyResult result) {
    return "%s: %d begin or change, %d end, %s"
        .formatted(
            request.tenant(),
            result.begun(),
            result.ended(),
            request.isTrial()
                ? "not imported (--dry-run)"
                : "from version " + result.version() + " on");
  }

  private static void print(Problem problem) {
    System.out.println(problem.severity().name().toLowerCase(Locale.ROOT) + " " + problem);
  }
}
