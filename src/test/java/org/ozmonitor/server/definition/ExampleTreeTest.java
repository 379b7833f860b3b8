package org.ozmonitor.server.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ozmonitor.core.evm.EvmEngine;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.fixture.ExampleTree;
import org.ozmonitor.server.codec.Secrets;

/// The examples that OpenZeppelin Monitor ships, and our own.
final class ExampleTreeTest {
  private static final Secrets SECRETS = new Secrets(Map.of(ExampleTree.VARIABLE, "key"));

  @TempDir Path directory;

  @Test
  void acceptsAllOfThem() {
    ConfigurationTree read = ConfigurationTree.read(ExampleTree.copyTo(directory), SECRETS);

    assertThat(read.errors()).isEmpty();
    assertThat(read.networks()).hasSize(35);
    assertThat(read.monitors()).hasSize(6);
    assertThat(read.triggers()).hasSize(19);
  }

  @Test
  void saysThatOtherChainsAreNotAvailable() {
    ConfigurationTree read = ConfigurationTree.read(ExampleTree.copyTo(directory), SECRETS);

    List<Problem> problems = ConfigurationCheck.check(read, List.of(new EvmEngine()));

    assertThat(problems).noneMatch(problem -> problem.severity() == Problem.Severity.ERROR);
    assertThat(problems)
        .extracting(Problem::toString)
        .contains(
            "networks/midnight_testnet.json, networks/solana_devnet.json,"
                + " networks/solana_mainnet.json, networks/stellar_mainnet.json,"
                + " networks/stellar_testnet.json: network_type is not acted upon yet: chain not"
                + " available, its blocks are not read [network.chain.not_available]");
  }

  @Test
  void warnsOfPlaceholdersAndRefusesOtherShortTelegramTokens() throws IOException {
    Path tree = ExampleTree.copyTo(directory);

    assertThat(ConfigurationTree.read(tree, SECRETS).problems())
        .extracting(Problem::rule)
        .contains("trigger.config.token.placeholder");

    Path file = tree.resolve("triggers/telegram_notifications.json");
    Files.writeString(file, Files.readString(file).replace("UVWXYZ", "UVWXY"));

    assertThat(ConfigurationTree.read(tree, SECRETS).errors())
        .extracting(Problem::rule)
        .hasSize(3)
        .containsOnly("trigger.config.token.format");
  }

  @Test
  void acceptsOurOwnExamples() {
    Secrets secrets =
        new Secrets(
            Map.of(
                "ETHEREUM_RPC_URL", "https://node",
                "ALERT_WEBHOOK_URL", "https://receiver",
                "ALERT_WEBHOOK_SECRET", "shared"));

    ConfigurationTree read = ConfigurationTree.read(Path.of("conf/examples"), secrets);

    assertThat(read.errors()).isEmpty();
    assertThat(read.monitors()).hasSize(2);
    assertThat(ConfigurationCheck.byEngines(read, read.monitors(), List.of(new EvmEngine())))
        .isEmpty();
  }
}
