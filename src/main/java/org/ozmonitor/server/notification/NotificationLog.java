package org.ozmonitor.server.notification;

import java.time.Duration;
import java.util.List;
import org.ozmonitor.core.notification.DeliveryResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What delivery says.
final class NotificationLog implements EndpointQueues.Listener {
  private static final Logger LOGGER = LoggerFactory.getLogger("org.ozmonitor.notification");

  void started(int maxInFlight) {
    LOGGER.atInfo().addKeyValue("max_in_flight", maxInFlight).log("delivery started");
  }

  void stopped(int unanswered) {
    LOGGER.atInfo().addKeyValue("unanswered", unanswered).log("delivery stopped");
  }

  void attempted(ClaimedDelivery claim, DeliveryResult result) {
    LOGGER
        .atDebug()
        .addKeyValue("delivery", claim.id())
        .addKeyValue("event", claim.event())
        .addKeyValue("attempt", claim.attempt())
        .addKeyValue("result", result)
        .log("attempt made");
  }

  void deadLetter(ClaimedDelivery claim, String reason) {
    LOGGER
        .atWarn()
        .addKeyValue("tenant", claim.tenant())
        .addKeyValue("delivery", claim.id())
        .addKeyValue("match", claim.match())
        .addKeyValue("event", claim.event())
        .addKeyValue("attempt", claim.attempt())
        .addKeyValue("reason", reason)
        .log("dead letter");
  }

  void triggerUnreadable(ClaimedDelivery claim) {
    LOGGER
        .atError()
        .addKeyValue("tenant", claim.tenant())
        .addKeyValue("trigger", claim.triggerId())
        .log("stored trigger cannot be read");
  }

  void senderFailed(ClaimedDelivery claim, Throwable cause) {
    LOGGER.atError().addKeyValue("delivery", claim.id()).setCause(cause).log("sender failed");
  }

  @Override
  public void opened(EndpointKey endpoint, Duration pause) {
    LOGGER
        .atWarn()
        .addKeyValue("tenant", endpoint.tenant())
        .addKeyValue("endpoint", endpoint.name())
        .addKeyValue("pause_ms", pause.toMillis())
        .log("circuit breaker of an endpoint opened");
  }

  @Override
  public void closed(EndpointKey endpoint) {
    LOGGER
        .atInfo()
        .addKeyValue("tenant", endpoint.tenant())
        .addKeyValue("endpoint", endpoint.name())
        .log("circuit breaker of an endpoint closed");
  }

  void endpointDisabled(ClaimedDelivery claim, String reason) {
    LOGGER
        .atWarn()
        .addKeyValue("tenant", claim.tenant())
        .addKeyValue(
            "trigger", claim.trigger().map(ClaimedDelivery.TriggerRevision::key).orElse(""))
        .addKeyValue(
            "revision", claim.trigger().map(ClaimedDelivery.TriggerRevision::revision).orElse(0))
        .addKeyValue("reason", reason)
        .log("trigger disabled until it is changed, or its dead letters are replayed");
  }

  void endpointNotDisabled(ClaimedDelivery claim, Throwable cause) {
    LOGGER
        .atWarn()
        .addKeyValue("trigger", claim.triggerId())
        .setCause(cause)
        .log("trigger not disabled, the next refusal tries again");
  }

  void notParked(Throwable cause) {
    LOGGER.atWarn().setCause(cause).log("deliveries for shut endpoints not put off");
  }

  void notWoken(Throwable cause) {
    LOGGER.atWarn().setCause(cause).log("deliveries in order not woken, trying again");
  }

  void statisticsNotRefreshed(Throwable cause) {
    LOGGER.atWarn().setCause(cause).log("statistics of grown tables not refreshed, trying again");
  }

  void claimFailed(Throwable cause) {
    LOGGER.atWarn().setCause(cause).log("deliveries not claimed, next poll tries again");
  }

  void completionsNotWritten(int count, Throwable cause) {
    LOGGER
        .atWarn()
        .addKeyValue("count", count)
        .setCause(cause)
        .log("completions not written, trying again");
  }

  void completionsDropped(int count) {
    LOGGER
        .atWarn()
        .addKeyValue("count", count)
        .log("claims ended before their completions could be written; they will be repeated");
  }

  void claimEndedUnsent(ClaimedDelivery claim) {
    LOGGER.atDebug().addKeyValue("delivery", claim.id()).log("claim ended before it was sent");
  }

  void putBack(int count) {
    LOGGER.atDebug().addKeyValue("count", count).log("put back what waits for slow endpoints");
  }

  void partitionsNotMade(Throwable cause) {
    LOGGER.atError().setCause(cause).log("partitions of the delivery history not made");
  }

  void backlogUnknown(Throwable cause) {
    LOGGER.atDebug().setCause(cause).log("backlog not measured");
  }

  void recipientsRefused(String host, String messageId, List<String> recipients) {
    LOGGER
        .atWarn()
        .addKeyValue("host", host)
        .addKeyValue("message_id", messageId)
        .addKeyValue("recipients", recipients)
        .log("the server took a mail, but not for these recipients");
  }

  void clientNotClosed(Throwable cause) {
    LOGGER.atWarn().setCause(cause).log("outbound client not closed");
  }
}
