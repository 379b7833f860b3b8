package org.ozmonitor.server.script;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every log line of running scripts. Thread-safe.
final class ScriptLog {
  private static final Logger log = LoggerFactory.getLogger(ScriptLog.class);

  void sandbox(Optional<String> fault) {
    if (fault.isPresent()) {
      log.atWarn()
          .addKeyValue("reason", fault.get())
          .log("scripts cannot be isolated on this machine; those of tenants are refused");
    } else {
      log.atInfo().log("scripts can be isolated");
    }
  }

  void leftOverFilesRemoved(int count) {
    if (count > 0) {
      log.atInfo()
          .addKeyValue("files", count)
          .log("removed files of scripts that a killed node had left behind");
    }
  }
}
