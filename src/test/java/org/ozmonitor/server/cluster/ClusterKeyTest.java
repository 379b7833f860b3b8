package org.ozmonitor.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClusterKeyTest {
  private final ClusterKey key = ClusterKey.of(new byte[32]);
  private final byte[] body = "body".getBytes(StandardCharsets.UTF_8);

  @Test
  void opensWhatItSigned() {
    assertThat(key.open("name", key.sign("name", body))).contains(body);
    assertThat(key.open("name", key.sign("name", new byte[0]))).contains(new byte[0]);
  }

  @Test
  void refusesAnythingElse() {
    Buffer signed = key.sign("name", body);
    byte[] other = new byte[32];
    other[0] = 1;

    for (int i = 0; i < signed.length(); i++) {
      Buffer changed = signed.copy();
      changed.setByte(i, (byte) (changed.getByte(i) ^ 1));
      assertThat(key.open("name", changed)).as("byte %d", i).isEmpty();
      assertThat(key.open("name", signed.getBuffer(0, i))).as("first %d bytes", i).isEmpty();
    }
    assertThat(key.open("name", signed.copy().appendByte((byte) 0))).isEmpty();
    assertThat(key.open("other", signed)).isEmpty();
    assertThat(ClusterKey.of(other).open("name", signed)).isEmpty();
  }

  @Test
  void doesNotShowItself() {
    assertThat(key).hasToString("ClusterKey[***]");
  }
}
