package org.ozmonitor.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.fixture.Anvil;
import org.ozmonitor.fixture.JarCommand;
import org.ozmonitor.fixture.JarCommand.Outcome;
import org.ozmonitor.fixture.Tree;

/// `explain` of the packaged jar against a real EVM node.
final class ExplainIT {
  private static final String SENDER = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
  private static final String RECIPIENT = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

  @TempDir private Path directory;

  @Test
  void saysWhyAMonitorDidOrDidNotMatchATransaction() throws IOException {
    if (!Anvil.isRequired()) {
      Assumptions.assumeTrue(
          Anvil.binary().isPresent(), "anvil is not installed: scripts/install-anvil");
    }
    try (Anvil chain = Anvil.start()) {
      String token = deployToken(chain);
      Path tree =
          new Tree(directory.resolve("tree"))
              .network("anvil", chain.url(), new JsonObject())
              .network(
                  "solana", "https://127.0.0.1", new JsonObject().put("network_type", "Solana"))
              .eventMonitor("Transfers", "anvil", token, "value > 1000 AND value < 1000000")
              .eventMonitor("Elsewhere", "solana", token, "value > 1000")
              .webhook("http://127.0.0.1:2/hook")
              .root();

      String large = transfer(chain, token, 5000);
      await("mined").until(() -> chain.call("eth_getTransactionReceipt", large), Objects::nonNull);
      Outcome match = explain(tree, "transfers", "anvil", large);
      assertThat(match.exit()).as(match.errors()).isZero();
      assertThat(match.output())
          .contains("log 0 of " + token)
          .contains("Transfer(address,address,uint256)")
          .contains("value > 1000  (is 5000)  holds")
          .endsWith("MATCH\n")
          .doesNotContain("NO MATCH");

      String small = transfer(chain, token, 7);
      await("mined").until(() -> chain.call("eth_getTransactionReceipt", small), Objects::nonNull);
      Outcome none = explain(tree, "Transfers", "anvil", small, "--json");
      JsonObject json = new JsonObject(none.output());
      assertThat(json.getBoolean("matches")).isFalse();
      assertThat(json.getJsonObject("address_gate").getBoolean("open")).isTrue();
      JsonObject clause =
          json.getJsonArray("seen")
              .getJsonObject(0)
              .getJsonArray("checks")
              .getJsonObject(0)
              .getJsonArray("clauses")
              .getJsonObject(0);
      assertThat(clause.getString("text")).isEqualTo("value > 1000");
      assertThat(clause.getString("value")).isEqualTo("7");
      assertThat(clause.getString("outcome")).isEqualTo("does_not_hold");

      assertRefused(explain(tree, "Transfer", "anvil", large), "did you mean \"Transfers\"?");
      assertRefused(explain(tree, "Transfers", "anvill", large), "did you mean \"anvil\"?");
      assertRefused(explain(tree, "Transfers", "solana", large), "does not watch solana but anvil");
      assertRefused(explain(tree, "Elsewhere", "solana", large), "chain not available");
      assertRefused(
          explain(tree, "Transfers", "anvil", "0x" + "12".repeat(32)), "is not known to anvil");
      var _ = chain.call("evm_setAutomine", false);
      assertRefused(explain(tree, "Transfers", "anvil", transfer(chain, token, 9)), "is pending");
    }
  }

  private static void assertRefused(Outcome outcome, String message) {
    assertThat(outcome.exit()).as(outcome.output()).isEqualTo(1);
    assertThat(outcome.errors()).contains(message);
    assertThat(outcome.output()).isEmpty();
  }

  private Outcome explain(
      Path tree, String monitor, String network, String transaction, String... more) {
    String[] arguments = {
      "explain",
      "--config-dir",
      tree.toString(),
      "--monitor",
      monitor,
      "--network",
      network,
      "--tx",
      transaction
    };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return JarCommand.run(directory, all);
  }

  private static String deployToken(Anvil chain) throws IOException {
    try (var stream = ExplainIT.class.getResourceAsStream("/contracts/Token.hex")) {
      assertThat(stream).isNotNull();
      String code = new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
      String supply = "%064x".formatted(1_000_000_000L);
      Object hash =
          chain.call(
              "eth_sendTransaction",
              new JsonObject().put("from", SENDER).put("data", "0x" + code + supply));
      JsonObject receipt =
          await("the token is mined")
              .until(
                  () -> (JsonObject) chain.call("eth_getTransactionReceipt", hash),
                  Objects::nonNull);
      return receipt.getString("contractAddress");
    }
  }

  private static String transfer(Anvil chain, String token, long value) {
    String data = "0xa9059cbb" + "0".repeat(24) + RECIPIENT.substring(2) + "%064x".formatted(value);
    return (String)
        chain.call(
            "eth_sendTransaction",
            new JsonObject().put("from", SENDER).put("to", token).put("data", data));
  }
}
