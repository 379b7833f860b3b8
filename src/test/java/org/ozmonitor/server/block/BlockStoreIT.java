package org.ozmonitor.server.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ozmonitor.core.chain.BlockRef;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.server.cluster.Topics;

class BlockStoreIT {
  private final NetworkId network = new NetworkId(new UUID(0, 7));
  private final BlockRef block = new BlockRef(7, "0x7");
  private final byte[] payload = "{\"block\":{},\"receipts\":[]}".getBytes(StandardCharsets.UTF_8);
  private final AtomicInteger asked = new AtomicInteger();
  private Vertx vertx;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void answersFromMemory() {
    BlockStore store = store(nobody());
    store.put(network, block, payload);

    assertThat(await(store.get(network, block))).isEqualTo(payload);
    assertThat(asked).hasValue(0);
  }

  @Test
  void asksTheOwnerBeforeTheChain() {
    BlockStore owner = store(nobody());
    owner.put(network, block, payload);
    Topics.Subscription offered = await(owner.serve(network));
    BlockStore other = store(nobody());

    assertThat(await(other.get(network, block))).isEqualTo(payload);
    assertThat(asked).hasValue(0);

    await(offered.close());
    assertThat(await(other.get(network, block))).isEqualTo(payload);
  }

  @Test
  void asksTheChainWhenTheOwnerDoesNotHaveTheBlock() {
    BlockStore owner = store(nobody());
    assertThat(await(owner.serve(network))).isNotNull();
    BlockStore other = store(Future.succeededFuture(payload));

    assertThat(await(other.get(network, block))).isEqualTo(payload);
    assertThat(await(other.get(network, block))).isEqualTo(payload);
    assertThat(asked).hasValue(1);
  }

  @Test
  void asksOnceForSeveralWhoWaitForOneBlock() {
    Promise<byte[]> chain = Promise.promise();
    BlockStore store = store(chain.future());

    Future<byte[]> one = store.get(network, block);
    Future<byte[]> two = store.get(network, block);
    chain.complete(payload);

    assertThat(await(one)).isEqualTo(payload);
    assertThat(await(two)).isEqualTo(payload);
    assertThat(asked).hasValue(1);
  }

  @Test
  void failsAndAsksAgainWhenNobodyHasTheBlock() {
    BlockStore store = store(nobody());

    for (int i = 1; i <= 2; i++) {
      Future<byte[]> missing = store.get(network, block);
      assertThat(missing.otherwise(new byte[0]).await()).isEmpty();
      assertThat(missing.cause()).hasMessage("nobody has it");
      assertThat(asked).hasValue(i);
    }
  }

  private BlockStore store(Future<byte[]> chain) {
    return new BlockStore(
        vertx,
        Topics.on(vertx.eventBus()),
        (_, _) -> {
          asked.incrementAndGet();
          return chain;
        },
        1 << 20,
        new SimpleMeterRegistry());
  }

  private static Future<byte[]> nobody() {
    return Future.failedFuture("nobody has it");
  }

  private static <T> T await(Future<T> future) {
    return future.timeout(10, TimeUnit.SECONDS).await();
  }
}
