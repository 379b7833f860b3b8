package org.ozmonitor.server.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.core.tenant.TenantId;

/// Script triggers, with real `bash`.
class ScriptTriggerIT {
  @TempDir Path directory;

  private final DeliveryStage stage = new DeliveryStage();

  @BeforeEach
  void configure() {
    stage.rows.trigger(
        new JsonObject()
            .put("name", "Run")
            .put("trigger_type", "script")
            .put(
                "config",
                new JsonObject()
                    .put("language", "Bash")
                    .put("script_path", "run.sh")
                    .put("timeout_ms", 500)));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void runsTheScriptWithTheMatch() {
    Path seen = directory.resolve("seen");
    script("cat > %s; echo \" $OZM_EVENT $OZM_SEQUENCE\" >> %s; echo no".formatted(seen, seen));

    deliver();

    stage.awaitOutcomes(1, "delivered");
    assertThat(seen)
        .hasContent("{\"args\":null,\"monitor_match\":{\"EVM\":{\"n\":1000}}} detected 5");
  }

  @Test
  void triesAgainByTheDurableScheduleWhenTheScriptFails() {
    Path seen = directory.resolve("seen");
    script("test -e %s && exit 0; touch %s; echo broken >&2; exit 7".formatted(seen, seen));

    deliver();

    awaitAttempt("refused", "Script execution failed with status 7: broken");
    var _ = stage.nodeAt(Duration.ofMinutes(1));
    stage.awaitOutcomes(1, "delivered");
  }

  @Test
  void killsAScriptThatTakesTooLong() {
    script("sleep 100");

    deliver();

    awaitAttempt("refused", "Script execution timed out after 500 ms");
  }

  @Test
  void saysThatTheScriptIsGone() {
    deliver();

    awaitAttempt("refused", "Script content not found: run.sh");
  }

  private void deliver() {
    var _ = stage.node();
    stage.due(1);
  }

  private void awaitAttempt(String outcome, String detail) {
    await()
        .untilAsserted(
            () ->
                assertThat(stage.rows.select("SELECT outcome, detail FROM delivery_attempts"))
                    .containsExactly(List.of(outcome, detail)));
  }

  private void script(String content) {
    UUID id = EntityIds.filterScript(TenantId.DEFAULT, "run.sh");
    var _ =
        stage.rows.select(
            "INSERT INTO config_revision (tenant_id, kind, entity_id, revision, slug, document,"
                + " from_version) VALUES ($1, 'filter_script', $2, 1, 'run.sh', $3::text::jsonb,"
                + " 1)",
            TenantId.DEFAULT.value(),
            id,
            new JsonObject().put("content", content).encode());
  }
}
