package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.ChainDataNode;
import org.ozmonitor.fixture.JarCommand;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Tree;
import org.ozmonitor.fixture.WebhookReceiver;

/// An OpenZeppelin Monitor configuration runs unchanged on real blocks, and what arrives is what
/// `run-block` prints.
@Tag("path")
final class DropInIT {
  private static final Path CHAIN_DATA =
      Path.of(System.getProperty("ozm.chain-data", "../shared/chain-data")).resolve("evm/mainnet");
  private static final Path EXAMPLES =
      Path.of(System.getProperty("ozm.examples", "../shared/examples")).resolve("oz-monitor");
  private static final String MONITOR = "evm_transfer_usdc.json";

  @TempDir private Path directory;

  @Test
  void sendsExactlyTheMatchesOfBothBlocks() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(CHAIN_DATA), "no chain data: -Dozm.chain-data=DIR");
    Assumptions.assumeTrue(Files.isDirectory(EXAMPLES), "no examples: -Dozm.examples=DIR");
    try (ChainDataNode chain = new ChainDataNode(CHAIN_DATA);
        WebhookReceiver receiver = new WebhookReceiver()) {
      Tree tree = tree(chain, receiver);
      List<String> expected =
          java.util.stream.Stream.of(17173049, 17173050)
              .flatMap(block -> runBlock(tree, block).stream())
              .toList();
      assertThat(expected).isNotEmpty();
      int before = chain.calls("eth_getBlockReceipts");

      try (NodeProcess node =
          NodeProcess.in(directory, "node")
              .arguments("all", "--config-dir", tree.root().toString())
              .start()
              .awaitReady()) {
        await("all alerts")
            .atMost(Duration.ofSeconds(30))
            .until(() -> receiver.accepted("detected").size() >= expected.size());
        assertThat(node.isAlive()).isTrue();
      }
      List<WebhookReceiver.Request> received = receiver.accepted("detected");
      assertThat(received.stream().map(DropInIT::transaction))
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(received).allSatisfy(DropInIT::assertSigned);
      assertThat(chain.calls("eth_getBlockReceipts") - before)
          .as("blocks fetched once")
          .isEqualTo(2);
    }
  }

  private Tree tree(ChainDataNode chain, WebhookReceiver receiver) throws IOException {
    Tree tree =
        new Tree(directory.resolve("tree"))
            .network(
                "ethereum_mainnet", chain.url(), new JsonObject().put("start_block", 17173049));
    JsonObject monitor =
        new JsonObject(Files.readString(EXAMPLES.resolve("monitors").resolve(MONITOR)))
            .put("trigger_conditions", new JsonArray())
            .put("triggers", new JsonArray().add("evm_large_transfer_usdc_webhook"));
    JsonObject trigger =
        new JsonObject(
                Files.readString(
                    EXAMPLES.resolve("triggers").resolve("webhook_notifications.json")))
            .getJsonObject("evm_large_transfer_usdc_webhook");
    trigger.getJsonObject("config").getJsonObject("url").put("value", receiver.url());
    return tree.write("monitors/" + MONITOR, monitor)
        .write(
            "triggers/webhook_notifications.json",
            new JsonObject().put("evm_large_transfer_usdc_webhook", trigger));
  }

  private List<String> runBlock(Tree tree, int block) {
    Path monitor = tree.root().resolve("monitors").resolve(MONITOR);
    return new JsonArray(JarCommand.runBlock(directory, tree, monitor, block))
        .stream()
            .map(match -> ((JsonObject) match).getJsonObject("EVM"))
            .map(match -> match.getJsonObject("transaction").getString("hash"))
            .toList();
  }

  private static String transaction(WebhookReceiver.Request request) {
    String body = request.body();
    int start = body.indexOf("/tx/") + 4;
    return body.substring(start, body.indexOf("#eventlog", start));
  }

  private static void assertSigned(WebhookReceiver.Request request) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("some-secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      String signed = request.body() + request.header("x-timestamp");
      assertThat(request.header("x-signature"))
          .isEqualTo(
              HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
