package org.ozmonitor.server.postgres;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is said about the database. Thread-safe.
final class PostgresLog {
  private final Logger logger = LoggerFactory.getLogger("org.ozmonitor.postgres");

  void serverRestarted(long pid, int port) {
    logger
        .atWarn()
        .addKeyValue("pid", pid)
        .addKeyValue("port", port)
        .log("embedded PostgreSQL was gone and runs again");
  }

  void serverDoesNotRestart(Throwable cause) {
    logger.atError().setCause(cause).log("embedded PostgreSQL is gone and does not start");
  }

  void channelInterrupted(Throwable cause) {
    logger
        .atWarn()
        .addKeyValue("cause", cause.toString())
        .log("hints cannot be heard through the database; trying again");
  }

  void channelFailed(Throwable cause) {
    logger
        .atDebug()
        .addKeyValue("cause", cause.toString())
        .log("the connection that hears hints has failed");
  }

  void notTold(Throwable cause) {
    logger
        .atDebug()
        .addKeyValue("cause", cause.toString())
        .log("a hint could not be told through the database; others find out by looking");
  }

  void schemaUnknown(Throwable cause) {
    logger.atDebug().setCause(cause).log("the schema of the database could not be looked at");
  }

  void schemaTooNew(int known, int floor) {
    logger
        .atError()
        .addKeyValue("known", known)
        .addKeyValue("needed", floor)
        .log("the database was migrated past what this version understands; this node ends");
  }
}
