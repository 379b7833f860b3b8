package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.EntityIds;
import org.ozmonitor.server.breaker.TenantBreakers;
import org.ozmonitor.server.cluster.Topics;
import org.ozmonitor.server.notification.FreshDeliveries;
import org.ozmonitor.server.postgres.Database;
import org.ozmonitor.server.script.Isolation;
import org.ozmonitor.server.script.Scripts;

/// A lane on a network that is evaluated at its head, and what asks real scripts about its matches:
/// `keep.sh` and `drop.sh` say what they are called, `fail.sh` fails. Blocks.
final class ScreeningStage implements AutoCloseable {
  final WorkStage work =
      new WorkStage(new JsonObject().put("detect_at", "head").put("confirmation_blocks", 1));
  final TenantBreakers breakers = work.breakers("node");
  private final Scripts scripts;
  private final BehindLanes behind;

  /// @param directory for scripts that run
  ScreeningStage(Path directory) {
    scripts = new Scripts(Isolation.TRUSTED, directory);
    behind = new BehindLanes(work, scripts.runner, Topics.muted(work.vertx.eventBus()));
    var _ = work.lane("w");
    work.script("keep.sh", "cat > /dev/null; echo false");
    work.script("drop.sh", "echo true");
    work.script("fail.sh", "echo 'bad match' >&2; exit 3");
  }

  void walk() {
    work.walkToEnd(work.walk(FreshDeliveries.NONE));
  }

  /// Asks scripts from now on.
  void screen() {
    screen(work.engine);
  }

  void screen(Database database) {
    Configuration configuration = work.newestConfiguration();
    behind.screen(database, breakers, () -> configuration);
  }

  /// @param configuration that the node knows when it is asked
  void screen(Supplier<Configuration> configuration) {
    behind.screen(work.engine, breakers, configuration);
  }

  /// Waits until a match is in a state.
  void settles(String transaction, String state) {
    await()
        .untilAsserted(
            () ->
                assertThat(work.matches())
                    .filteredOn(row -> row.getFirst().equals(transaction))
                    .extracting(row -> row.get(1))
                    .containsExactly(state));
  }

  List<String> errors() {
    return texts("SELECT error FROM evaluation_errors");
  }

  /// The first column.
  List<String> texts(String select) {
    return WorkRows.select(work.database, select).stream().map(List::getFirst).toList();
  }

  /// The match of the monitor `whales` and a transaction.
  static UUID match(String transaction) {
    return EntityIds.match(
        WorkStage.TENANT,
        EntityIds.monitor(WorkStage.TENANT, "whales"),
        WorkStage.NETWORK,
        transaction);
  }

  /// What tells of that match.
  static UUID delivery(String transaction, long seq) {
    return EntityIds.delivery(match(transaction), WorkStage.HOOK, "detected", seq);
  }

  /// What a monitor has to have so that these scripts are asked.
  static JsonObject asking(String... scripts) {
    return conditions(Stream.of(scripts).map(ScreeningStage::condition).toArray(JsonObject[]::new));
  }

  static JsonObject conditions(JsonObject... conditions) {
    return new JsonObject().put("trigger_conditions", new JsonArray(List.of(conditions)));
  }

  static JsonObject condition(String path) {
    return new JsonObject()
        .put("script_path", path)
        .put("language", "Bash")
        .put("timeout_ms", 5000)
        .putNull("arguments");
  }

  @Override
  public void close() {
    scripts.close();
    work.close();
  }
}
