package org.ozmonitor.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.BlockHeader;
import org.ozmonitor.core.evm.EvmEngine;

class LongChainTest {
  private static final long MARKED = (LongChain.FIRST / LongChain.MARK_EVERY + 1) * 1_000;

  private final LongChain chain = new LongChain(7, 3_000, 20);
  private final EvmEngine engine = new EvmEngine();

  @Test
  void isAChainOfBlocksWithTheirReceipts() {
    String parent = header(LongChain.FIRST).parentHash();
    for (long height : LongStream.range(LongChain.FIRST, LongChain.FIRST + 1_000).toArray()) {
      BlockHeader header = header(height);
      assertThat(header.ref().height()).isEqualTo(height);
      assertThat(header.parentHash()).isEqualTo(parent);
      assertThat(chain.heightOf(header.ref().hash())).isEqualTo(height);
      parent = header.ref().hash();
    }
  }

  @Test
  void hasNoTransactionTwice() {
    String one = text(chain.block(LongChain.FIRST, false).orElseThrow(), LongChain.FIRST);
    String two = text(chain.block(LongChain.FIRST + 1, false).orElseThrow(), LongChain.FIRST + 1);
    String transactions = one.substring(one.indexOf("\"transactions\""));

    for (String hash : transactions.split("\"", -1)) {
      assertThat(hash.startsWith("0x") && two.contains(hash)).as(hash).isFalse();
    }
  }

  @Test
  void marksEveryThousandthBlock() {
    String amount = Hex.word(LongChain.MARKED_AMOUNT);

    assertThat(text(chain.receipts(MARKED).orElseThrow(), MARKED)).contains(amount);
    for (long height : LongStream.range(MARKED + 1, MARKED + 20).toArray()) {
      assertThat(text(chain.receipts(height).orElseThrow(), height)).doesNotContain(amount);
    }
  }

  @Test
  void hasNoBlocksBeyondItsEnds() {
    assertThat(chain.block(LongChain.FIRST - 1, true)).isEmpty();
    assertThat(chain.receipts(chain.last())).isPresent();
    assertThat(chain.receipts(chain.last() + 1)).isEmpty();
    assertThat(chain.heightOf("0x12")).isEqualTo(-1);
  }

  private BlockHeader header(long height) {
    String payload =
        "{\"block\":%s,\"receipts\":%s}"
            .formatted(
                text(chain.block(height, true).orElseThrow(), height),
                text(chain.receipts(height).orElseThrow(), height));
    return engine.header(payload.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(RenderedJson json, long height) {
    byte[] bytes = new byte[json.length()];
    json.writeTo(bytes, 0, height);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
