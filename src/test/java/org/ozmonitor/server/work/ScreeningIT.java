package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ozmonitor.server.work.ScreeningStage.asking;
import static org.ozmonitor.server.work.ScreeningStage.condition;
import static org.ozmonitor.server.work.ScreeningStage.conditions;

import io.vertx.core.json.JsonArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Matches with filter scripts, from the lane that finds them to their verdict, with real `bash`.
class ScreeningIT {
  @TempDir Path directory;

  private ScreeningStage stage;

  @BeforeEach
  void create() {
    stage = new ScreeningStage(directory);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void tellsNobodyBeforeTheScriptsWereAsked() {
    stage.work.monitor("whales", asking("keep.sh"));
    long seq = stage.work.block("0xa whales");
    stage.walk();
    assertThat(stage.work.matches()).containsExactly(List.of("0xa", "screening", "" + seq));
    assertThat(stage.work.deliveryRows()).isEmpty();

    stage.screen();

    stage.settles("0xa", "detected");
    assertThat(stage.texts("SELECT id::text FROM deliveries"))
        .containsExactly(ScreeningStage.delivery("0xa", seq).toString());
    assertThat(stage.texts("SELECT match_id::text FROM screenings")).isEmpty();
  }

  @Test
  void dropsWhatAScriptFilters() {
    stage.work.monitor("whales", asking("keep.sh", "drop.sh"));
    stage.work.block("0xa whales");
    stage.walk();

    stage.screen();

    stage.settles("0xa", "filtered");
    assertThat(stage.work.deliveryRows()).isEmpty();
    assertThat(stage.errors()).isEmpty();
  }

  @Test
  void asksAboutTheEarliestThatTheFilteredOneKeptBack() {
    stage.work.script(
        "first.sh", "if grep -q '\"value\":\"drop\"'; then echo true; else echo false; fi");
    stage.work.monitor("whales", asking("first.sh").put("minimum_interval", "1h"));
    stage.work.block(
        "0xa whales {\"EVM\":{\"value\":\"drop\"}}", "0xb whales {\"EVM\":{\"value\":\"drop\"}}");
    long seq = stage.work.block("0xc whales {\"EVM\":{}}", "0xd whales {\"EVM\":{}}");
    stage.walk();
    assertThat(stage.work.deliveryRows()).isEmpty();

    stage.screen();

    stage.settles("0xc", "detected");
    assertThat(stage.work.matches().stream().map(row -> row.get(0) + " " + row.get(1)))
        .containsExactly("0xa filtered", "0xb filtered", "0xc detected", "0xd suppressed");
    assertThat(stage.work.deliveryRows()).containsExactly(List.of("detected", "" + seq, "null"));
  }

  @Test
  void asksInOrderUntilOneSaysTrue() {
    Path asked = directory.resolve("asked");
    for (String answer : List.of("false", "true")) {
      stage.work.script(answer + ".sh", "echo %s >> %s; echo %s".formatted(answer, asked, answer));
    }
    stage.work.monitor("whales", asking("false.sh", "true.sh", "false.sh"));
    stage.work.block("0xa whales");
    stage.walk();

    stage.screen();

    stage.settles("0xa", "filtered");
    assertThat(asked).hasContent("false\ntrue\n");
  }

  @Test
  void givesTheMatchAsUpstreamDoes() throws Exception {
    Path given = directory.resolve("given");
    stage.work.script("keep.sh", "cat > %s; echo false".formatted(given));
    stage.work.monitor(
        "whales",
        conditions(condition("keep.sh").put("arguments", new JsonArray().add("--x").add("1"))));
    stage.work.block("0xa whales");
    stage.walk();

    stage.screen();

    stage.settles("0xa", "detected");
    assertThat(Files.readString(given))
        .startsWith("{\"args\":[\"--x\",\"1\"],\"monitor_match\":{")
        .endsWith("}");
  }

  @Test
  void runsTheScriptThatWasValidAtTheBlock() {
    stage.work.monitor("whales", asking("now.sh"));
    stage.work.script("now.sh", "echo false");
    stage.work.block("0xa whales");
    stage.work.script("now.sh", "echo true");
    stage.work.block("0xb whales");
    stage.walk();

    stage.screen();

    stage.settles("0xa", "confirmed");
    stage.settles("0xb", "filtered");
  }

  @Test
  void holdsWhatIsKeptUntilItIsConfirmed() {
    stage.work.monitor("whales", asking("keep.sh").put("confirmations", 2));
    stage.work.block("0xa whales");
    stage.walk();
    stage.screen();
    stage.settles("0xa", "detected");
    assertThat(stage.texts("SELECT delivery_id::text FROM delivery_queue")).isEmpty();

    stage.work.block();
    stage.work.block();
    stage.walk();

    stage.settles("0xa", "confirmed");
    assertThat(stage.texts("SELECT delivery_id::text FROM delivery_queue")).hasSize(1);
  }

  @Test
  void sendsAtOnceWhatWasConfirmedWhileItWasScreened() {
    stage.work.monitor("whales", asking("keep.sh").put("confirmations", 2));
    long seq = stage.work.block("0xa whales");
    stage.work.block();
    stage.work.block();
    stage.walk();
    assertThat(stage.work.matches()).containsExactly(List.of("0xa", "screening", "" + seq));

    stage.screen();

    stage.settles("0xa", "confirmed");
    assertThat(stage.texts("SELECT delivery_id::text FROM delivery_queue")).hasSize(1);
  }
}
