package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The short form of `scripts/catch-up`: simulator, node and database are processes of their own.
class CatchUpIT {
  private static final int BLOCKS = 2_000;

  @Test
  void catchesUpInBoundedMemoryWithTwoCallsPerBlock(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path result = directory.resolve("catch-up.json");
    Process script =
        new ProcessBuilder(
                "scripts/catch-up",
                "--blocks",
                Integer.toString(BLOCKS),
                "--out",
                result.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(script.waitFor()).as(output).isZero();

    JsonObject shown = new JsonObject(Files.readString(result));
    assertThat(shown.getInteger("blocks")).isEqualTo(BLOCKS);
    assertThat(shown.getInteger("transactions_per_block")).isGreaterThanOrEqualTo(200);
    assertThat(shown.getInteger("matches")).isEqualTo(shown.getInteger("matches_expected"));
    assertThat(shown.getDouble("rpc_calls_per_block")).isLessThanOrEqualTo(2);
    assertThat(shown.getDouble("blocks_per_second")).as(output).isGreaterThan(20);
    assertThat(shown.getJsonObject("node").getInteger("resident_peak_mb")).isLessThan(1_000);
  }
}
