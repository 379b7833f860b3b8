package org.ozmonitor.server.bootstrap;

import java.util.List;
import java.util.Set;
import org.ozmonitor.server.config.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of a node, line by line. Thread-safe.
final class NodeLog {
  private static final Logger log = LoggerFactory.getLogger(NodeLog.class);

  void starts(String node, Set<Role> roles, boolean clustered) {
    log.atInfo()
        .addKeyValue("node", node)
        .addKeyValue("roles", roles.stream().map(Role::toString).sorted().toList())
        .addKeyValue("clustered", clustered)
        .log("node starts");
  }

  void notActedUpon(List<String> keys) {
    log.atWarn()
        .addKeyValue("keys", keys)
        .log("settings are given that this version does not act upon yet");
  }

  void weakerFencing(int serverVersion) {
    log.atWarn()
        .addKeyValue("server_version", serverVersion)
        .log(
            "the database has no transaction_timeout (PostgreSQL 17 or later): a frozen node can"
                + " hold row locks until its connection is found dead");
  }

  void ready(long millis) {
    log.atInfo().addKeyValue("took_ms", millis).log("node is ready");
  }

  void stops() {
    log.atInfo().log("node stops");
  }

  void stopped(long millis) {
    log.atInfo().addKeyValue("took_ms", millis).log("node has stopped");
  }

  void stopTookTooLong(long seconds) {
    log.atWarn().addKeyValue("after_s", seconds).log("node has not stopped in time and ends now");
  }

  void didNotStop(String what, Throwable cause) {
    log.atWarn()
        .addKeyValue("part", what)
        .addKeyValue("cause", cause.toString())
        .log("a part did not stop in order");
  }

  void didNotStart(Throwable cause) {
    log.atError()
        .addKeyValue("reason", cause.getMessage())
        .setCause(cause)
        .log("node could not start");
  }

  void schema(int applied, String version, int known) {
    log.atInfo()
        .addKeyValue("applied", applied)
        .addKeyValue("schema", version)
        .addKeyValue("known", known)
        .log("the schema of the database is as this node needs it");
  }

  void superseded() {
    log.atError().log("another process has started under this node id; this one ends");
  }
}
