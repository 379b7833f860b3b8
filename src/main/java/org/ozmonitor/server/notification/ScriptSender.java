package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ozmonitor.core.definition.Trigger.Config.Script;
import org.ozmonitor.core.notification.DeliveryResult;
import org.ozmonitor.core.notification.Digest;
import org.ozmonitor.core.notification.OutboundMessage;
import org.ozmonitor.core.script.ScriptInput;
import org.ozmonitor.core.script.ScriptLanguage;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.definition.FilterScripts;
import org.ozmonitor.server.script.ScriptJob;
import org.ozmonitor.server.script.ScriptOutcome;
import org.ozmonitor.server.script.ScriptRunner;

/// Runs script triggers: exit status 0 means delivered, what the script prints does not count. A
/// script that fails is run again by the durable schedule alone. Confined to the engine's context.
final class ScriptSender {
  /// Characters of what a script wrote to standard error that are kept with its failure.
  private static final int MAX_EXCERPT = 300;

  /// Kept free before the claim ends, to write down what came of it.
  private static final Duration RESERVE = Duration.ofSeconds(1);

  private final SqlClient client;
  private final ScriptRunner runner;
  private final LongSupplier nanoTime;
  private final FilterScripts scripts = new FilterScripts();

  /// @param nanoTime monotonic
  ScriptSender(SqlClient client, ScriptRunner runner, LongSupplier nanoTime) {
    this.client = client;
    this.runner = runner;
    this.nanoTime = nanoTime;
  }

  /// Makes one attempt, with the newest text of the script. Troubles are outcomes.
  ///
  /// @param deadlineNanos monotonic time at which the claim ends: the script is killed before
  Future<SendOutcome> send(
      TenantId tenant, OutboundMessage message, Script script, long deadlineNanos) {
    return scripts
        .newest(client, tenant, script.scriptPath())
        .compose(
            content ->
                content.isEmpty()
                    ? refused("Script content not found: " + script.scriptPath())
                    : run(tenant, message, script, content.get(), deadlineNanos));
  }

  private Future<SendOutcome> run(
      TenantId tenant, OutboundMessage message, Script script, String content, long deadlineNanos) {
    long latestEnd = deadlineNanos - RESERVE.toNanos();
    if (latestEnd - nanoTime.getAsLong() <= 0) {
      return Future.succeededFuture(new SendOutcome.ClaimEnded());
    }
    var job =
        new ScriptJob(
            tenant,
            ScriptJob.Kind.TRIGGER,
            ScriptLanguage.parse(script.language()),
            content,
            ScriptInput.document(script.arguments(), message.matchJson()),
            environment(message),
            Duration.ofMillis(script.timeoutMs()),
            Optional.of(latestEnd));
    return runner
        .run(job)
        .compose(
            outcome ->
                outcome instanceof ScriptOutcome.NotRun && nanoTime.getAsLong() - latestEnd >= 0
                    ? Future.succeededFuture(new SendOutcome.ClaimEnded()) // it waited all the time
                    : outcome(outcome));
  }

  /// Beside what OpenZeppelin Monitor gives: by the id a script can tell a repetition.
  private static Map<String, String> environment(OutboundMessage message) {
    Map<String, String> environment = new HashMap<>();
    environment.put("OZM_DELIVERY_ID", message.delivery().toString());
    environment.put("OZM_MATCH_ID", message.match().toString());
    environment.put("OZM_EVENT", message.event());
    environment.put("OZM_SEQUENCE", Long.toString(message.sequence()));
    Digest.of(message)
        .ifPresent(digest -> environment.put("OZM_DIGEST", Long.toString(digest.matches())));
    return Map.copyOf(environment);
  }

  private static Future<SendOutcome> outcome(ScriptOutcome outcome) {
    return switch (outcome) {
      case ScriptOutcome.Exited(int status, _, String errors) ->
          status == 0
              ? Future.succeededFuture(SendOutcome.attempted(new DeliveryResult.Delivered()))
              : refused("Script execution failed with status " + status, errors);
      case ScriptOutcome.TimedOut(Duration timeout, String errors) ->
          refused("Script execution timed out after %d ms".formatted(timeout.toMillis()), errors);
      case ScriptOutcome.Exceeded(String limit, String errors) ->
          refused("Script was stopped: " + limit, errors);
      case ScriptOutcome.NotRun(String reason) -> refused("Script was not run: " + reason);
    };
  }

  private static Future<SendOutcome> refused(String what, String errors) {
    String text = errors.strip();
    String excerpt = text.substring(Math.max(0, text.length() - MAX_EXCERPT));
    return refused(excerpt.isEmpty() ? what : what + ": " + excerpt);
  }

  private static Future<SendOutcome> refused(String reason) {
    return Future.succeededFuture(SendOutcome.attempted(new DeliveryResult.Refused(reason)));
  }

  /// Runs of one script share a bound on concurrency.
  String endpoint(Script script) {
    return "script " + script.scriptPath();
  }
}
