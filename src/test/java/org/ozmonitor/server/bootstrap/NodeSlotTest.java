package org.ozmonitor.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSlotTest {
  private final AtomicInteger counter = new AtomicInteger();
  @TempDir private Path data;

  @Test
  void keepsItsIdOverRestarts() throws IOException {
    NodeSlot first = take();
    first.close();

    try (NodeSlot again = take()) {
      assertThat(again.id()).isEqualTo("node-1");
      assertThat(again.directory()).endsWithRaw(Path.of("nodes", "1"));
    }
  }

  @Test
  void findsANewIdWhereTheFileIsEmpty() throws IOException {
    Files.writeString(Files.createDirectories(data.resolve("nodes/1")).resolve("id"), "");

    try (NodeSlot slot = take()) {
      assertThat(slot.id()).isEqualTo("node-1");
    }
  }

  @Test
  void givesASecondNodeAnotherId() throws IOException {
    try (NodeSlot first = take();
        NodeSlot second = take()) {
      assertThat(first.id()).isEqualTo("node-1");
      assertThat(second.id()).isEqualTo("node-2");
    }
  }

  @Test
  void takesTheFirstFreeSlot() throws IOException {
    NodeSlot first = take();
    try (NodeSlot second = take()) {
      first.close();
      try (NodeSlot third = take()) {
        assertThat(third.id()).isEqualTo("node-1");
        assertThat(second.id()).isEqualTo("node-2");
      }
    }
  }

  private NodeSlot take() throws IOException {
    return NodeSlot.take(data, () -> "node-" + counter.incrementAndGet());
  }
}
