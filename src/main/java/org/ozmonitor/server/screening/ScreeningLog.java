package org.ozmonitor.server.screening;

import org.ozmonitor.server.work.ClaimedScreening;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Every log line of screening. Thread-safe.
final class ScreeningLog {
  private static final Logger log = LoggerFactory.getLogger(ScreeningLog.class);

  void claimFailed(Throwable cause) {
    log.atWarn()
        .addKeyValue("cause", cause.toString())
        .log("matches to be screened could not be claimed; trying again");
  }

  void failed(ClaimedScreening claim, Throwable cause) {
    of(claim, log.atWarn()).setCause(cause).log("match could not be screened; trying again");
  }

  /// @param failure names the script and shows the end of its errors
  void scriptFailed(ClaimedScreening claim, String failure) {
    of(claim, log.atError()).addKeyValue("error", failure).log("filter script failed; recorded");
  }

  void overtaken(ClaimedScreening claim) {
    of(claim, log.atDebug()).log("match has moved on before it was screened");
  }

  void settled(ClaimedScreening claim, Verdict verdict, boolean written) {
    of(claim, log.atDebug())
        .addKeyValue("verdict", verdict)
        .addKeyValue("written", written)
        .log("match screened");
  }

  private static LoggingEventBuilder of(ClaimedScreening claim, LoggingEventBuilder event) {
    return event
        .addKeyValue("tenant", claim.tenant())
        .addKeyValue("match", claim.matchId())
        .addKeyValue("monitor", claim.match().map(it -> it.monitor().toString()).orElse(""))
        .addKeyValue("seq", claim.seq())
        .addKeyValue("attempt", claim.attempt());
  }
}
