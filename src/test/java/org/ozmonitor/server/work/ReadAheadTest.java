package org.ozmonitor.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.server.block.LogEntry;

class ReadAheadTest {
  private final List<String> asked = new ArrayList<>();
  private final ReadAhead readAhead =
      new ReadAhead(
          (_, block) -> {
            asked.add(block.hash());
            return asked.size() == 1
                ? Future.failedFuture("not yet")
                : Future.succeededFuture(block.hash().getBytes(StandardCharsets.UTF_8));
          },
          new NetworkId(new UUID(0, 1)));

  @Test
  void fetchesNoMoreThanItsDepth() {
    readAhead.fetch(blocks(1, 20));
    readAhead.fetch(blocks(2, 20));

    assertThat(asked).containsExactly("0x1", "0x2", "0x3", "0x4");
  }

  @Test
  void goesOnFetchingAsBlocksAreTaken() {
    List<LogEntry> blocks = blocks(1, 20);
    readAhead.fetch(blocks);

    assertThat(readAhead.take(blocks.get(1)).result()).asString().isEqualTo("0x2");
    readAhead.fetch(blocks.subList(2, 20));

    assertThat(asked).containsExactly("0x1", "0x2", "0x3", "0x4", "0x5", "0x6");
  }

  @Test
  void asksAgainForWhatFailed() {
    LogEntry block = blocks(1, 1).getFirst();

    assertThat(readAhead.take(block).failed()).isTrue();
    assertThat(readAhead.take(block).succeeded()).isTrue();
    assertThat(asked).containsExactly("0x1", "0x1");
  }

  private static List<LogEntry> blocks(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(ReadAheadTest::block).toList();
  }

  private static LogEntry block(long seq) {
    return new LogEntry(
        seq, LogEntry.Kind.BLOCK, seq, Optional.of("0x" + seq), Optional.of("0x"), seq, "", 1);
  }
}
