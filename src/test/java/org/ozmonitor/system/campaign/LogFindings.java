package org.ozmonitor.system.campaign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ozmonitor.fixture.LogCheck;
import org.ozmonitor.fixture.Sql;
import org.ozmonitor.server.demo.ChainHistory;

/// What is wrong with the block logs at the end of a campaign: each must be sound, hold each block
/// of
/// its chain and no other, and each block under a configuration that is not older than it may be.
/// Immutable.
///
/// @param versions of the configuration, by hash of the block; of the last entry where there are
/// more
/// @param problems nothing, if all is well
record LogFindings(Map<String, Long> versions, List<String> problems) {
  private static final int MOST_NAMED = 20;

  LogFindings {
    versions = Map.copyOf(versions);
    problems = List.copyOf(problems);
  }

  static LogFindings of(Sql sql, List<ChainHistory> histories, List<ClusterWatch.Active> actives) {
    List<String> problems = new ArrayList<>();
    Map<String, Long> versions = new HashMap<>();
    Set<String> standing = new HashSet<>();
    for (List<String> row :
        sql.rows(
            "SELECT kind, hash, config_version FROM block_log"
                + " WHERE kind IN ('BLOCK', 'ORPHAN') ORDER BY network_id, seq")) {
      String hash = row.get(1);
      if (row.get(0).equals("BLOCK")) {
        standing.add(hash);
        versions.put(hash, Long.parseLong(row.get(2)));
      } else {
        standing.remove(hash);
      }
    }
    try {
      int entries = LogCheck.assertSound(sql);
      if (entries == 0) {
        problems.add("the block logs are empty");
      }
    } catch (AssertionError e) {
      problems.add("block log: " + e.getMessage());
    }
    for (ChainHistory history : histories) {
      compare(history, standing, versions, actives, problems);
    }
    return new LogFindings(versions, problems);
  }

  private static void compare(
      ChainHistory history,
      Set<String> standing,
      Map<String, Long> versions,
      List<ClusterWatch.Active> actives,
      List<String> problems) {
    for (ChainHistory.Appearance appearance : history.appearances()) {
      String hash = appearance.block().hash();
      String block = "block " + appearance.block().number() + " " + hash;
      if (problems.size() >= MOST_NAMED) {
        return;
      }
      if (appearance.canonical() && appearance.block().number() > 0 && !standing.contains(hash)) {
        problems.add(block + " is in no log");
      }
      if (!appearance.canonical() && standing.contains(hash)) {
        problems.add(block + " was orphaned and stands in the log");
      }
      long least =
          actives.stream()
              .filter(active -> active.nanos() < appearance.visibleNanos())
              .mapToLong(ClusterWatch.Active::version)
              .max()
              .orElse(0);
      if (versions.getOrDefault(hash, Long.MAX_VALUE) < least) {
        problems.add(
            "%s has version %d of the configuration, %d was active before it was mined"
                .formatted(block, versions.get(hash), least));
      }
    }
  }
}
