package org.ozmonitor.server.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files in the form of OpenZeppelin Monitor: where it stopped, and the blocks fetched last.
class WatchFilesIT {
  private static WatchStage.Ground ground;

  private final Path files;
  private final WatchStage stage;

  WatchFilesIT(@TempDir Path files) {
    this.files = files;
    stage = new WatchStage(ground, files);
  }

  @BeforeAll
  static void open() {
    ground = new WatchStage.Ground();
  }

  @AfterAll
  static void close() {
    ground.close();
  }

  @Test
  void goesOnWhereOpenZeppelinMonitorStopped() throws IOException {
    Files.writeString(files.resolve("test_last_block.txt"), "17");
    stage.chain.endpoint("one", 20);

    stage.cycle(stage.watcher());

    assertThat(stage.log())
        .containsExactly(
            "START 18 checkpoint test_last_block.txt", "BLOCK 18a", "BLOCK 19a", "BLOCK 20a");
  }

  @Test
  void readsTheCheckpointOnTheFirstStartOnly() throws IOException {
    stage.chain.endpoint("one", 20);
    stage.cycle(stage.watcher());
    Files.writeString(files.resolve("test_last_block.txt"), "17");

    stage.cycle(stage.watcher());

    assertThat(stage.log()).containsExactly("START 20 first seen", "BLOCK 20a");
  }

  @Test
  void takesACheckpointOfZeroForNone() throws IOException {
    Files.writeString(files.resolve("test_last_block.txt"), "0\n");
    stage.chain.endpoint("one", 20);

    stage.cycle(stage.watcher());

    assertThat(stage.log()).containsExactly("START 20 first seen", "BLOCK 20a");
  }

  @Test
  void doesNotGuessWhereToGoOnWhenTheCheckpointIsBroken() throws IOException {
    Path file = files.resolve("test_last_block.txt");
    Files.writeString(file, "17x");
    stage.chain.endpoint("one", 20);
    BlockWatcher watcher = stage.watcher();

    assertThatThrownBy(() -> stage.cycle(watcher))
        .isInstanceOf(CheckpointUnreadableException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("remove it");
    assertThat(stage.log()).isEmpty();

    Files.writeString(file, "17");
    stage.cycle(watcher);
    assertThat(stage.log()).startsWith("START 18 checkpoint test_last_block.txt");
  }

  @Test
  void writesTheBlocksFetchedLastAsOpenZeppelinMonitorDoes() throws IOException {
    stage.storeBlocks = true;
    Files.writeString(files.resolve("test_blocks_1.json"), "[]");
    Files.writeString(files.resolve("test_blocks_x_blocks_1.json"), "[]");
    stage.chain.endpoint("one", 20);

    stage.cycle(stage.watcher());

    Path file = files.resolve("test_blocks_" + WatchStage.MIDNIGHT.getEpochSecond() + ".json");
    Awaitility.await().until(() -> Files.exists(file));
    assertThat(file).hasContent("[{\"EVM\":{\"hash\":\"20a\"}}]");
    try (Stream<Path> left = Files.list(files)) {
      assertThat(left)
          .containsExactlyInAnyOrder(file, files.resolve("test_blocks_x_blocks_1.json"));
    }
  }
}
