package org.ozmonitor.server.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;

final class NetworkCodecTest {
  @Test
  void readsANetwork() {
    var problems = new Problems();

    Network network =
        NetworkCodec.read(Documents.document(Documents.NETWORK, problems)).orElseThrow();

    assertThat(problems.all()).isEmpty();
    assertThat(network.chain()).isEqualTo(ChainKind.EVM);
    assertThat(network.slug()).isEqualTo("eth");
    assertThat(network.endpoints()).hasSize(1);
    assertThat(network.blockTimeMs()).isEqualTo(12_000);
    assertThat(network.cronSchedule()).contains("0 */1 * * * *");
    assertThat(network.maxPastBlocks()).isEmpty();
    assertThat(network.detectAtHead()).isFalse();
  }

  @Test
  void readsWhatIsOurs() {
    var problems = new Problems();
    String json =
        """
        {"network_type": "EVM", "slug": "eth", "name": "Ethereum", "rpc_urls": [],
         "block_time_ms": 1000, "confirmation_blocks": 0, "start_block": 17173049,
         "detect_at": "head", "skip_when_behind": true, "chain_id": 18446744073709551615}
        """;

    Network network = NetworkCodec.read(Documents.document(json, problems)).orElseThrow();

    assertThat(network.confirmationBlocks()).isZero();
    assertThat(network.startBlock()).isEqualTo(OptionalLong.of(17_173_049));
    assertThat(network.detectAtHead()).isTrue();
    assertThat(network.skipWhenBehind()).isTrue();
    assertThat(network.cronSchedule()).isEmpty();
    assertThat(network.chainId()).isEqualTo(OptionalLong.of(Long.MAX_VALUE));
    assertThat(Documents.warnings(problems)).containsExactly("network.rpc_urls.empty");
  }

  @Test
  void readsHowBlocksAreConfirmedAndRecovered() {
    var problems = new Problems();
    String json =
        """
        {"network_type": "EVM", "slug": "eth", "name": "Ethereum", "rpc_urls": [],
         "block_time_ms": 1000, "confirmation_blocks": "finalized",
         "recovery_config": {"enabled": true, "cron_schedule": "0 */5 * * * *",
           "max_blocks_per_run": 10, "max_block_age": 1000, "max_retries": 3,
           "retry_delay_ms": 18446744073709551615}}
        """;

    Network network = NetworkCodec.read(Documents.document(json, problems)).orElseThrow();

    assertThat(network.finality()).contains(Finality.FINALIZED);
    assertThat(network.recovery())
        .isEqualTo(new Network.Recovery(true, "0 */5 * * * *", 10, 1000, 3, 86_400_000));
  }

  @Test
  void knowsNoOtherWordForConfirmation() {
    var problems = new Problems();
    String json = Documents.NETWORK.replaceFirst("(confirmation_blocks\"): \\d+", "$1: \"soon\"");

    assertThat(NetworkCodec.read(Documents.document(json, problems))).isEmpty();
    assertThat(problems.errors())
        .extracting(Problem::rule)
        .containsExactly("network.confirmation_blocks.type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          name                | remove       | network.name.missing
          name                | 1            | network.name.type
          name                | ""           | network.name.empty
          network_type        | remove       | network.network_type.missing
          network_type        | "evm"        | network.network_type.unknown
          slug                | remove       | network.slug.missing
          slug                | "Eth"        | network.slug.characters
          rpc_urls            | remove       | network.rpc_urls.missing
          rpc_urls            | {}           | network.rpc_urls.type
          rpc_urls            | [1]          | network.rpc_urls.type
          rpc_urls/0/type_    | "ws_rpc"     | network.rpc_urls.type_.unknown
          rpc_urls/0/type     | "rpc"        | network.rpc_urls.unknown_key
          rpc_urls/0/weight   | 101          | network.rpc_urls.weight.maximum
          rpc_urls/0/weight   | -1           | network.rpc_urls.weight.type
          rpc_urls/0/weight   | 1.0          | network.rpc_urls.weight.type
          rpc_urls/0/weight   | remove       | network.rpc_urls.weight.missing
          rpc_urls/0/url      | "https://x"  | network.rpc_urls.url.type
          rpc_urls/0/url      | {"type": "plain"}                         | network.rpc_urls.url.value.missing
          rpc_urls/0/url      | {"value": "https://x"}                    | network.rpc_urls.url.type.missing
          rpc_urls/0/url      | {"type": "file", "value": "x"}            | network.rpc_urls.url.type.unknown
          rpc_urls/0/url      | {"type": "plain", "value": "ftp://x"}     | network.rpc_urls.url.scheme
          rpc_urls/0/url      | {"type": "plain", "value": "HTTPS://x"}   | network.rpc_urls.url.scheme
          rpc_urls/0/url      | {"type": "environment", "value": "NONE"}  | secret.environment.missing
          rpc_urls/0/url      | {"type": "Environment", "value": "BAD_URL"} | network.rpc_urls.url.scheme
          rpc_urls/0/url      | {"type": "HashicorpCloudVault", "value": "x"} | secret.vault.unavailable
          block_time_ms       | remove       | network.block_time_ms.missing
          block_time_ms       | 99           | network.block_time_ms.minimum
          block_time_ms       | "100"        | network.block_time_ms.type
          confirmation_blocks | remove       | network.confirmation_blocks.missing
          confirmation_blocks | -1           | network.confirmation_blocks.type
          confirmation_blocks | 18446744073709551616 | network.confirmation_blocks.type
          cron_schedule       | ""           | network.cron_schedule.syntax
          cron_schedule       | "* * * * *"  | network.cron_schedule.syntax
          max_past_blocks     | 0            | network.max_past_blocks.zero
          max_past_blocks     | "Unlimited"  | network.max_past_blocks.type
          max_past_blocks     | true         | network.max_past_blocks.type
          store_blocks        | "yes"        | network.store_blocks.type
          chain_id            | -5           | network.chain_id.type
          network_passphrase  | 7            | network.network_passphrase.type
          start_block         | "latest"     | network.start_block.type
          detect_at           | "safe"       | network.detect_at.unknown
          skip_when_behind    | 1            | network.skip_when_behind.type
          recovery_config     | []           | network.recovery_config.type
          recovery_config     | {"enabled": true, "cron_schedule": "", "max_blocks_per_run": 1, "max_block_age": 1, "max_retries": 1} | network.recovery_config.retry_delay_ms.missing
          colour              | 1            | network.unknown_key
          """)
  void refusesWhatBreaksARule(String path, String value, String rule) {
    var problems = new Problems();
    String json = Documents.change(Documents.NETWORK, path, value);

    assertThat(NetworkCodec.read(Documents.document(json, problems))).isEmpty();
    assertThat(Documents.errors(problems)).containsExactly(rule);
    assertThat(problems.errors().getFirst().place()).startsWith("file.json: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          rpc_urls/0/url     | {"type": "plain", "value": "http://user:pass@x"} | network.rpc_urls.url.insecure_http
          rpc_urls/0/url     | {"type": "plain", "value": "ws://x"} | network.rpc_urls.url.insecure_websocket
          max_past_blocks    | 17           | network.max_past_blocks.below_recommended
          network_passphrase | "x"          | network.network_passphrase.unused
          slug               | ""           | network.slug.empty
          """)
  void warnsAndGoesOn(String path, String value, String rule) {
    var problems = new Problems();
    String json = Documents.change(Documents.NETWORK, path, value);

    assertThat(NetworkCodec.read(Documents.document(json, problems))).isPresent();
    assertThat(Documents.warnings(problems)).containsExactly(rule);
    assertThat(problems.all().toString()).doesNotContain("pass@");
  }

  @ParameterizedTest
  @CsvSource({
    "https://etherscan.io, https://etherscan.io",
    "http://localhost:5100/, http://localhost:5100",
    "https://x.example/eth//, https://x.example/eth"
  })
  void readsTheBeginOfLinksWithoutASlashAtItsEnd(String written, String read) {
    var problems = new Problems();
    String json = Documents.change(Documents.NETWORK, "explorer_url", "\"" + written + "\"");

    Network network = NetworkCodec.read(Documents.document(json, problems)).orElseThrow();

    assertThat(network.explorerUrl()).contains(read);
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void refusesRepeatedKeys() {
    var problems = new Problems();
    String json = Documents.NETWORK.replace("\"name\"", "\"name\": \"First\", \"name\"");

    assertThat(NetworkCodec.read(Documents.document(json, problems))).isEmpty();
    assertThat(Documents.errors(problems)).containsExactly("network.duplicate_key");
  }

  @Test
  void suggestsTheKnownKey() {
    var problems = new Problems();
    String json = Documents.change(Documents.NETWORK, "block_time", "1");

    assertThat(NetworkCodec.read(Documents.document(json, problems))).isEmpty();
    assertThat(problems.errors())
        .extracting(Problem::toString)
        .containsExactly(
            "file.json: block_time: is not a known key, did you mean \"block_time_ms\"?"
                + " [network.unknown_key]");
  }

  @Test
  void collectsAllProblems() {
    var problems = new Problems();

    assertThat(NetworkCodec.read(Documents.document("{\"slug\": \"A\"}", problems))).isEmpty();
    assertThat(Documents.errors(problems))
        .contains(
            "network.name.missing",
            "network.network_type.missing",
            "network.rpc_urls.missing",
            "network.block_time_ms.missing",
            "network.confirmation_blocks.missing",
            "network.slug.characters");
  }

  @Test
  void wantsWebSocketsForMidnight() {
    var problems = new Problems();
    String json = Documents.change(Documents.NETWORK, "network_type", "\"Midnight\"");

    assertThat(NetworkCodec.read(Documents.document(json, problems))).isEmpty();
    assertThat(Documents.errors(problems))
        .containsExactly("network.rpc_urls.type_.unknown", "network.rpc_urls.url.scheme");
  }

  @Test
  void acceptsUnlimitedAndWarnsWhenBlocksAreStored() {
    var problems = new Problems();
    String json = Documents.change(Documents.NETWORK, "max_past_blocks", "\"unlimited\"");
    json = Documents.change(json, "store_blocks", "true");

    Optional<Network> network = NetworkCodec.read(Documents.document(json, problems));

    assertThat(network.orElseThrow().maxPastBlocks()).isEmpty();
    assertThat(Documents.warnings(problems))
        .containsExactly("network.max_past_blocks.unlimited_storing");
  }

  @Test
  void readsStoredDocumentsWithoutTheSurroundings() {
    var problems = new Problems();
    String json =
        Documents.change(
            Documents.NETWORK,
            "rpc_urls/0/url",
            "{\"type\": \"environment\", \"value\": \"NONE\"}");

    assertThat(NetworkCodec.read(Document.stored(json, "eth", problems))).isPresent();
  }
}
