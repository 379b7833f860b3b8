package org.ozmonitor.server.definition;

import java.util.List;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Configuration.UnreadableEntry;
import org.ozmonitor.core.problem.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Every log line of the definition package. Thread-safe.
final class DefinitionLog {
  private static final int MAX_PROBLEMS = 200;
  private static final Logger log = LoggerFactory.getLogger(DefinitionLog.class);

  /// One line for each problem, up to a bound.
  void problems(List<Problem> problems) {
    problems.stream().limit(MAX_PROBLEMS).forEach(DefinitionLog::problem);
    if (problems.size() > MAX_PROBLEMS) {
      log.atWarn()
          .addKeyValue("more", problems.size() - MAX_PROBLEMS)
          .log("configuration has more problems; `ozmonitor check` lists all");
    }
  }

  private static void problem(Problem problem) {
    boolean refused = problem.severity() == Problem.Severity.ERROR;
    log.atLevel(refused ? Level.ERROR : Level.WARN)
        .addKeyValue("place", problem.place())
        .addKeyValue("rule", problem.rule())
        .addKeyValue("problem", problem.message())
        .log(refused ? "configuration refused" : "configuration has a warning");
  }

  void treeImported(String tenant, ConfigurationTree tree, ApplyResult result) {
    log.atInfo()
        .addKeyValue("tenant", tenant)
        .addKeyValue("version", result.version())
        .addKeyValue("begun", result.begun())
        .addKeyValue("ended", result.ended())
        .addKeyValue("monitors", tree.monitors().size())
        .addKeyValue("refused_files", tree.refused().size())
        .addKeyValue("fingerprint", tree.fingerprint())
        .log(result.changed() ? "configuration imported" : "configuration is imported already");
  }

  void treeAgrees(String fingerprint) {
    log.atInfo()
        .addKeyValue("fingerprint", fingerprint)
        .log("configuration tree is the one that is imported");
  }

  void treeDiffers(String own, String imported) {
    log.atWarn()
        .addKeyValue("fingerprint", own)
        .addKeyValue("imported", imported)
        .log("configuration tree of this node differs from the imported one; the importer decides");
  }

  void takeoverWithOlderTree(String own, String imported) {
    log.atError()
        .addKeyValue("fingerprint", own)
        .addKeyValue("imported", imported)
        .log("this node became the importer but its tree is not the imported one; not imported");
  }

  void importFailed(Throwable cause) {
    log.atWarn()
        .addKeyValue("cause", cause.toString())
        .log("configuration tree could not be imported; trying again");
  }

  void configurationLoaded(Configuration configuration) {
    log.atInfo()
        .addKeyValue("version", configuration.version())
        .addKeyValue("monitors", configuration.monitors().size())
        .addKeyValue("networks", configuration.networks().size())
        .log("configuration loaded");
  }

  /// Its tenant is evaluated no further until somebody mends it.
  void documentUnreadable(UnreadableEntry entry) {
    log.atError()
        .addKeyValue("tenant", entry.tenant())
        .addKeyValue("entity", entry.id())
        .addKeyValue("revision", entry.revision())
        .addKeyValue("reason", entry.reason())
        .log("stored document cannot be read");
  }

  /// The log does not go on from what this node has read of it.
  void configurationContradicts(long held, long found) {
    log.atWarn()
        .addKeyValue("held_version", held)
        .addKeyValue("version", found)
        .log("configuration has changed without a new version; it is read anew");
  }

  void configurationUnreadable(Throwable cause) {
    log.atWarn()
        .addKeyValue("cause", cause.toString())
        .log("configuration could not be read; trying again");
  }
}
