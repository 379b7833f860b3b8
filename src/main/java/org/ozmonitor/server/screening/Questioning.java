package org.ozmonitor.server.screening;

import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.ozmonitor.core.definition.Monitor.ScriptCondition;
import org.ozmonitor.core.script.FilterAnswer;
import org.ozmonitor.core.script.OnError;
import org.ozmonitor.core.script.ScriptInput;
import org.ozmonitor.core.script.ScriptLanguage;
import org.ozmonitor.server.breaker.BreakerState;
import org.ozmonitor.server.breaker.Guarded;
import org.ozmonitor.server.breaker.TenantBreakers;
import org.ozmonitor.server.definition.FilterScripts;
import org.ozmonitor.server.script.ScriptJob;
import org.ozmonitor.server.script.ScriptOutcome;
import org.ozmonitor.server.script.ScriptRunner;
import org.ozmonitor.server.work.ClaimedScreening;

/// Asks the scripts of one match, one after the other; the first `true` ends it. Confined to the
/// stage's context.
final class Questioning {
  /// Characters of what a script wrote to standard error that are shown with its failure.
  private static final int MAX_EXCERPT = 500;

  private static final String UNASKED =
      "Script was not asked: too many scripts of the tenant have failed lately";

  private final SqlClient client;
  private final FilterScripts scripts;
  private final ScriptRunner runner;
  private final TenantBreakers breakers;
  private final ClaimedScreening claim;
  private final ClaimedScreening.Match match;
  private final List<ScriptCondition> conditions;
  private final List<String> failures = new ArrayList<>();

  Questioning(
      SqlClient client,
      FilterScripts scripts,
      ScriptRunner runner,
      TenantBreakers breakers,
      ClaimedScreening claim,
      ClaimedScreening.Match match,
      List<ScriptCondition> conditions) {
    this.client = client;
    this.scripts = scripts;
    this.runner = runner;
    this.breakers = breakers;
    this.claim = claim;
    this.match = match;
    this.conditions = conditions;
  }

  /// The most time that all scripts together may take.
  Duration longest() {
    return conditions.stream()
        .map(condition -> Duration.ofMillis(condition.timeoutMs()))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// What scripts failed at, in their order.
  List<String> failures() {
    return List.copyOf(failures);
  }

  Future<Verdict> ask() {
    return askFrom(0);
  }

  private Future<Verdict> askFrom(int index) {
    if (index == conditions.size()) {
      return Future.succeededFuture(new Verdict.Keep());
    }
    ScriptCondition condition = conditions.get(index);
    return run(condition)
        .transform(
            asked ->
                asked.cause() instanceof OpenCircuitException
                    ? failed(index, UNASKED, condition.onError().unasked(claim.sinceFirstAttempt()))
                    : asked.failed()
                        ? Future.failedFuture(asked.cause())
                        : follow(index, answer(asked.result())));
  }

  private Future<Verdict> follow(int index, FilterAnswer answer) {
    return switch (answer) {
      case FilterAnswer.Drop() -> Future.succeededFuture(new Verdict.Drop());
      case FilterAnswer.Keep() -> askFrom(index + 1);
      case FilterAnswer.Unclear(String reason) ->
          failed(
              index,
              reason,
              conditions.get(index).onError().after(claim.attempt(), claim.sinceFirstAttempt()));
    };
  }

  private Future<Verdict> failed(int index, String reason, OnError.Next next) {
    ScriptCondition condition = conditions.get(index);
    failures.add("filter script %s: %s".formatted(condition.scriptPath(), reason));
    return switch (next) {
      case OnError.Next.Passed() -> askFrom(index + 1);
      case OnError.Next.Dropped() -> Future.succeededFuture(new Verdict.Drop());
      case OnError.Next.Again(Duration delay) -> Future.succeededFuture(new Verdict.Again(delay));
    };
  }

  private Future<ScriptOutcome> run(ScriptCondition condition) {
    return scripts
        .find(client, claim.tenant(), condition.scriptPath(), claim.configVersion())
        .compose(content -> run(condition, content));
  }

  private Future<ScriptOutcome> run(ScriptCondition condition, Optional<String> content) {
    return content.isEmpty()
        ? Future.succeededFuture(new ScriptOutcome.NotRun("Script content not found"))
        : guarded(
            () ->
                runner.run(
                    ScriptJob.filter(
                        claim.tenant(),
                        ScriptLanguage.parse(condition.language()),
                        content.get(),
                        ScriptInput.document(condition.arguments(), match.json()),
                        Duration.ofMillis(condition.timeoutMs()))));
  }

  /// Scripts of one tenant that fail again and again are not asked for a while.
  private Future<ScriptOutcome> guarded(Supplier<Future<ScriptOutcome>> question) {
    return breakers
        .run(
            Guarded.scripts(claim.tenant()),
            () ->
                question
                    .get()
                    .compose(
                        outcome ->
                            isTrouble(outcome)
                                ? Future.failedFuture(new ScriptTrouble(outcome))
                                : Future.succeededFuture(outcome)))
        .recover(
            cause ->
                cause instanceof ScriptTrouble trouble
                    ? Future.succeededFuture(trouble.outcome)
                    : Future.failedFuture(cause));
  }

  /// A script that was not run is not its tenant's failure; but the one that is to show whether
  /// scripts work again has not shown it.
  private boolean isTrouble(ScriptOutcome outcome) {
    return switch (outcome) {
      case ScriptOutcome.Exited(int status, _, _) -> status != 0;
      case ScriptOutcome.TimedOut _, ScriptOutcome.Exceeded _ -> true;
      case ScriptOutcome.NotRun _ ->
          breakers.state(Guarded.scripts(claim.tenant())) == BreakerState.HALF_OPEN;
    };
  }

  /// An outcome on its way through a breaker, for which it is a failure.
  private static final class ScriptTrouble extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ScriptOutcome outcome;

    ScriptTrouble(ScriptOutcome outcome) {
      super("filter script: " + outcome.label(), null, false, false);
      this.outcome = outcome;
    }
  }

  private static FilterAnswer answer(ScriptOutcome outcome) {
    return switch (outcome) {
      case ScriptOutcome.Exited(int status, String output, String errors) ->
          status == 0
              ? FilterAnswer.read(output)
              : unclear("Script execution failed with status " + status, errors);
      case ScriptOutcome.TimedOut(Duration timeout, String errors) ->
          unclear("Script execution timed out after %d ms".formatted(timeout.toMillis()), errors);
      case ScriptOutcome.Exceeded(String limit, String errors) ->
          unclear("Script was stopped: " + limit, errors);
      case ScriptOutcome.NotRun(String reason) -> unclear("Script was not run: " + reason, "");
    };
  }

  private static FilterAnswer unclear(String what, String errors) {
    String text = errors.strip();
    String excerpt = text.substring(Math.max(0, text.length() - MAX_EXCERPT));
    return new FilterAnswer.Unclear(excerpt.isEmpty() ? what : what + ": " + excerpt);
  }
}
