package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.Anvil;
import org.ozmonitor.fixture.NodeProcess;
import org.ozmonitor.fixture.Tree;
import org.ozmonitor.fixture.WebhookReceiver;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/// The whole way on a real EVM node: a transfer alerts, a reorganisation retracts, the same signed
/// transaction sent again alerts under the same match id.
@Tag("path")
final class AnvilIT {
  /// The first account of every anvil; its key is public knowledge.
  private static final Credentials DEPLOYER =
      Credentials.create("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

  private static final long CHAIN_ID = 31337;
  private static final String RECIPIENT = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

  @TempDir private Path directory;

  @Test
  void alertsRetractsAndAlertsAgainUnderTheSameMatch() throws IOException {
    if (!Anvil.isRequired()) {
      Assumptions.assumeTrue(
          Anvil.binary().isPresent(), "anvil is not installed: scripts/install-anvil");
    }
    try (Anvil chain = Anvil.start();
        WebhookReceiver receiver = new WebhookReceiver()) {
      String token = deployToken(chain);
      Tree tree =
          new Tree(directory.resolve("tree"))
              .network("anvil", chain.url(), new JsonObject())
              .eventMonitor("Transfers", "anvil", token, "value > 1000 AND value < 1000000")
              .webhook(receiver.url());
      try (NodeProcess node =
          NodeProcess.in(directory, "node")
              .arguments("all", "--config-dir", tree.root().toString())
              .start()
              .awaitReady()) {
        String signed = signedTransfer(chain, token, 5000);
        awaitWatching(chain, node);

        String transaction = (String) chain.call("eth_sendRawTransaction", signed);
        WebhookReceiver.Request detected = awaitEvent(receiver, "detected", 1).getFirst();
        assertThat(detected.body()).contains(transaction).contains("\"title\":\"Transfers\"");

        chain.call("anvil_reorg", 1, new JsonArray());
        chain.call("evm_mine");
        WebhookReceiver.Request retracted = awaitEvent(receiver, "retracted", 1).getFirst();
        assertThat(retracted.header("x-ozm-match")).isEqualTo(detected.header("x-ozm-match"));

        assertThat(chain.call("eth_sendRawTransaction", signed)).isEqualTo(transaction);
        WebhookReceiver.Request again = awaitEvent(receiver, "detected", 2).getLast();
        assertThat(again.header("x-ozm-match")).isEqualTo(detected.header("x-ozm-match"));
        assertThat(sequence(again)).isGreaterThan(sequence(retracted));
        assertThat(sequence(retracted)).isGreaterThan(sequence(detected));
        assertThat(again.header("webhook-id")).isNotEqualTo(detected.header("webhook-id"));
      }
    }
  }

  private static String deployToken(Anvil chain) throws IOException {
    String code;
    try (var stream = AnvilIT.class.getResourceAsStream("/contracts/Token.hex")) {
      assertThat(stream).isNotNull();
      code = new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
    String supply = Numeric.toHexStringNoPrefixZeroPadded(BigInteger.TEN.pow(18), 64);
    Object hash = chain.call("eth_sendRawTransaction", sign(chain, "", "0x" + code + supply));
    JsonObject receipt =
        await("the token is mined")
            .until(
                () -> (JsonObject) chain.call("eth_getTransactionReceipt", hash), Objects::nonNull);
    assertThat(receipt.getString("status")).isEqualTo("0x1");
    return receipt.getString("contractAddress");
  }

  private static String signedTransfer(Anvil chain, String token, long value) {
    String data =
        "0xa9059cbb"
            + "0".repeat(24)
            + RECIPIENT.substring(2)
            + Numeric.toHexStringNoPrefixZeroPadded(BigInteger.valueOf(value), 64);
    return sign(chain, token, data);
  }

  private static String sign(Anvil chain, String to, String data) {
    BigInteger nonce =
        Numeric.toBigInt(
            (String) chain.call("eth_getTransactionCount", DEPLOYER.getAddress(), "latest"));
    RawTransaction transaction =
        RawTransaction.createTransaction(
            CHAIN_ID,
            nonce,
            BigInteger.valueOf(1_000_000),
            to,
            BigInteger.ZERO,
            data,
            BigInteger.ONE,
            BigInteger.valueOf(10_000_000_000L));
    return Numeric.toHexString(TransactionEncoder.signMessage(transaction, DEPLOYER));
  }

  /// A new network starts at the confirmed head: waits until blocks after that were evaluated.
  private static void awaitWatching(Anvil chain, NodeProcess node) {
    int port = node.managementPort();
    Pattern evaluated =
        Pattern.compile(
            "oz_monitor_block_processing_duration_seconds_count\\{network=\"anvil\"} (\\d+)");
    await("the node evaluates blocks")
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              var _ = chain.call("evm_mine");
              Matcher metric = evaluated.matcher(NodeProcess.get(port, "/metrics").body());
              return metric.find() && Long.parseLong(metric.group(1)) >= 2;
            });
  }

  private static List<WebhookReceiver.Request> awaitEvent(
      WebhookReceiver receiver, String event, int count) {
    return await(event).until(() -> receiver.accepted(event), found -> found.size() >= count);
  }

  private static long sequence(WebhookReceiver.Request request) {
    return Long.parseLong(request.header("x-ozm-sequence"));
  }
}
