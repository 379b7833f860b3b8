package org.ozmonitor.server.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.NetworkId;

class CompressedBlockTest {
  @Test
  void bringsBackWhatWasCompressed() {
    byte[] text = "{\"block\":{}}".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    byte[] noise = new byte[100_000];
    new Random(7).nextBytes(noise);

    assertThat(CompressedBlock.of(text).bytes().length).isLessThan(text.length / 10);
    assertThat(CompressedBlock.of(text).expand()).isEqualTo(text);
    assertThat(CompressedBlock.of(noise).expand()).isEqualTo(noise);
  }

  @Test
  void refusesWhatWasCutOrIsSomethingElse() {
    byte[] whole = CompressedBlock.of("abc".repeat(1000).getBytes(StandardCharsets.UTF_8)).bytes();

    assertThatThrownBy(
            () -> CompressedBlock.received(Arrays.copyOf(whole, whole.length / 2)).expand())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CompressedBlock.received(new byte[] {1, 2}).expand())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CompressedBlock.received(new byte[] {127, 0, 0, 0, 1}).expand())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void memoryDropsWhatWasUsedLongestAgo() {
    byte[] noise = new byte[1000];
    new Random(7).nextBytes(noise);
    BlockMemory memory = new BlockMemory(2L * noise.length);

    memory.put(key("a"), noise);
    memory.put(key("b"), noise);
    assertThat(memory.find(key("a"))).isPresent();
    memory.put(key("c"), noise);

    assertThat(memory.find(key("b"))).isEmpty();
    assertThat(memory.find(key("a"))).isPresent();
    assertThat(memory.find(key("c"))).isPresent();
    assertThat(memory.bytes()).isEqualTo(2L * noise.length);
  }

  @Test
  void memoryKeepsTheNewestEvenAboveItsBound() {
    byte[] block = new byte[10];
    BlockMemory memory = new BlockMemory(1);

    memory.put(key("a"), block);
    memory.put(key("b"), block);

    assertThat(memory.find(key("a"))).isEmpty();
    assertThat(memory.find(key("b"))).isPresent();
  }

  private static BlockMemory.Key key(String hash) {
    return new BlockMemory.Key(new NetworkId(new UUID(0, 1)), hash);
  }
}
