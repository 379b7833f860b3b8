package org.ozmonitor.server.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.ozmonitor.core.chain.ChainKind;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.definition.CronSchedule;
import org.ozmonitor.core.definition.Network;
import org.ozmonitor.core.definition.Network.RpcEndpoint;

/// Reads network documents. Stateless.
public final class NetworkCodec {
  /// The keys of a network; the last ones are ours.
  public static final List<String> KEYS =
      List.of(
          "name",
          "network_type",
          "slug",
          "rpc_urls",
          "block_time_ms",
          "confirmation_blocks",
          "cron_schedule",
          "max_past_blocks",
          "store_blocks",
          "chain_id",
          "network_passphrase",
          "recovery_config",
          "start_block",
          "detect_at",
          "skip_when_behind",
          "explorer_url");

  private static final List<String> CHAINS = List.of("EVM", "Stellar", "Midnight", "Solana");
  private static final List<String> HTTP = List.of("http://", "https://", "ws://", "wss://");
  private static final List<String> WEB_SOCKET = List.of("ws://", "wss://");
  private static final Pattern EXPLORER = Pattern.compile("https?://[^\\s/?#\"<>][^\\s?#\"<>]*");
  private static final int MAX_EXPLORER = 256;
  private static final long MIN_BLOCK_TIME_MS = 100;
  private static final long LONGEST_RETRY_DELAY_MS = 86_400_000;

  /// Intervals of schedules are measured from here, so that one document has one set of warnings.
  private static final LocalDateTime REFERENCE_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  private NetworkCodec() {}

  /// The network, or nothing when there were errors.
  public static Optional<Network> read(Document document) {
    int before = document.problems().errors().size();
    return Fields.of(document.node(), document.place(), "network", document.source())
        .map(NetworkCodec::network)
        .filter(_ -> document.problems().errors().size() == before);
  }

  private static Network network(Fields fields) {
    fields.strict(KEYS);
    String name = fields.text("name");
    ChainKind chain = ChainKind.parse(fields.word("network_type", CHAINS)).orElse(ChainKind.EVM);
    Optional<String> cron = fields.optionalText("cron_schedule");
    Optional<Finality> finality = finality(fields);
    var network =
        new Network(
            name,
            chain,
            fields.text("slug"),
            endpoints(fields, chain),
            fields.number("block_time_ms", Fields.U64),
            finality.isPresent() ? 0 : fields.number("confirmation_blocks", Fields.U64),
            cron,
            maxPastBlocks(fields),
            fields.optionalFlag("store_blocks"),
            fields.optionalNumber("chain_id", Fields.U64),
            fields.optionalNumber("start_block", Fields.U64),
            fields.has("detect_at")
                && fields.word("detect_at", List.of("confirmed", "head")).equals("head"),
            fields.optionalFlag("skip_when_behind"),
            explorer(fields),
            finality,
            fields
                .optionalObject("recovery_config")
                .map(NetworkCodec::recovery)
                .orElse(Network.Recovery.NONE));
    var passphrase = fields.optionalText("network_passphrase");
    check(fields, network, passphrase);
    return network;
  }

  /// Upstream takes a number only.
  private static Optional<Finality> finality(Fields fields) {
    return Optional.ofNullable(fields.node().path("confirmation_blocks").textValue())
        .flatMap(Finality::parse);
  }

  /// A slash at the end is taken off, so that paths can follow.
  private static Optional<String> explorer(Fields fields) {
    Optional<String> url = fields.optionalText("explorer_url");
    fields.require(
        url.isEmpty()
            || (EXPLORER.matcher(url.get()).matches() && url.get().length() <= MAX_EXPLORER)
            || !fields.node().path("explorer_url").isTextual(),
        "explorer_url",
        "format",
        "must be an address such as https://etherscan.io, without blanks, '?' or '#'");
    return url.map(text -> text.replaceFirst("/+$", ""));
  }

  private static void check(Fields fields, Network network, Optional<String> passphrase) {
    fields.require(
        !network.name().isEmpty() || !fields.node().path("name").isTextual(),
        "name",
        "empty",
        "must not be empty");
    fields.require(
        network.slug().chars().allMatch(NetworkCodec::isSlugCharacter),
        "slug",
        "characters",
        "may hold only a-z, 0-9 and _");
    if (network.slug().isEmpty() && fields.mentions("slug")) {
      fields.warning("slug", "empty", "is empty");
    }
    fields.require(
        network.blockTimeMs() >= MIN_BLOCK_TIME_MS || !fields.isNatural("block_time_ms"),
        "block_time_ms",
        "minimum",
        "must be at least " + MIN_BLOCK_TIME_MS);
    if (network.endpoints().isEmpty()) {
      fields.warning("rpc_urls", "empty", "names no endpoint, so no block can be read");
    }
    if (passphrase.isPresent() && network.chain() != ChainKind.STELLAR) {
      fields.warning("network_passphrase", "unused", "has a meaning for Stellar only");
    }
    checkSchedule(fields, network);
  }

  private static void checkSchedule(Fields fields, Network network) {
    Optional<CronSchedule> schedule = network.cronSchedule().flatMap(CronSchedule::parse);
    fields.require(
        network.cronSchedule().isEmpty() || schedule.isPresent(),
        "cron_schedule",
        "syntax",
        "must be 'second minute hour day month weekday [year]', for example '0 */1 * * * *'");
    boolean unlimited = fields.node().path("max_past_blocks").isTextual();
    if (unlimited && network.storeBlocks()) {
      fields.warning("max_past_blocks", "unlimited_storing", "is unlimited and store_blocks is on");
    }
    long bound = network.maxPastBlocks().orElse(Long.MAX_VALUE);
    if (schedule.isPresent() && network.blockTimeMs() >= MIN_BLOCK_TIME_MS) {
      long perTick = schedule.get().interval(REFERENCE_TIME).toMillis() / network.blockTimeMs();
      long recommended = perTick + Math.min(network.confirmationBlocks(), 1L << 40) + 1;
      if (bound < recommended) {
        fields.warning(
            "max_past_blocks", "below_recommended", "is below the recommended " + recommended);
      }
    }
  }

  private static OptionalLong maxPastBlocks(Fields fields) {
    JsonNode value = fields.node().path("max_past_blocks");
    if (value.isTextual()) {
      fields.require(
          value.textValue().equals("unlimited"),
          "max_past_blocks",
          "type",
          "must be a whole number or \"unlimited\"");
      return OptionalLong.empty();
    }
    OptionalLong number = fields.optionalNumber("max_past_blocks", Fields.U64);
    fields.require(
        !value.isIntegralNumber() || value.bigIntegerValue().signum() != 0,
        "max_past_blocks",
        "zero",
        "must be above 0");
    return number;
  }

  private static List<RpcEndpoint> endpoints(Fields network, ChainKind chain) {
    List<RpcEndpoint> endpoints = new ArrayList<>();
    for (Fields fields : network.objects("rpc_urls")) {
      fields.strict(List.of("type_", "url", "weight"));
      var endpoint =
          new RpcEndpoint(
              fields.text("type_"),
              fields.secret("url"),
              (int) fields.number("weight", Fields.U32));
      checkEndpoint(fields, chain, endpoint);
      endpoints.add(endpoint);
    }
    return endpoints;
  }

  private static void checkEndpoint(Fields fields, ChainKind chain, RpcEndpoint endpoint) {
    boolean midnight = chain == ChainKind.MIDNIGHT;
    String type = midnight ? "ws_rpc" : "rpc";
    fields.require(
        endpoint.type().equals(type) || !fields.node().path("type_").isTextual(),
        "type_",
        "unknown",
        "must be " + type + " for " + chain.spelling());
    fields.require(
        endpoint.weight() >= 0 && endpoint.weight() <= 100,
        "weight",
        "maximum",
        "must be at most 100");
    List<String> schemes = midnight ? WEB_SOCKET : HTTP;
    fields.reveal("url").ifPresent(value -> checkUrl(fields, value, schemes));
  }

  /// The address may hold a key, so that no message shows it.
  private static void checkUrl(Fields fields, String url, List<String> schemes) {
    fields.require(
        schemes.stream().anyMatch(url::startsWith),
        "url",
        "scheme",
        "must start with " + String.join(" or ", schemes));
    if (url.startsWith("http://")) {
      fields.warning("url", "insecure_http", "is not encrypted (http://)");
    }
    if (url.startsWith("ws://")) {
      fields.warning("url", "insecure_websocket", "is not encrypted (ws://)");
    }
  }

  private static Network.Recovery recovery(Fields fields) {
    fields.strict(
        List.of(
            "enabled",
            "cron_schedule",
            "max_blocks_per_run",
            "max_block_age",
            "max_retries",
            "retry_delay_ms"));
    var enabled = fields.flag("enabled");
    String cron = fields.text("cron_schedule");
    if (enabled && CronSchedule.parse(cron).isEmpty()) {
      fields.warning("cron_schedule", "syntax", "is not a schedule");
    }
    return new Network.Recovery(
        enabled,
        cron,
        fields.number("max_blocks_per_run", Fields.U64),
        fields.number("max_block_age", Fields.U64),
        fields.number("max_retries", Fields.U32),
        Math.min(fields.number("retry_delay_ms", Fields.U64), LONGEST_RETRY_DELAY_MS));
  }

  private static boolean isSlugCharacter(int character) {
    return (character >= 'a' && character <= 'z')
        || (character >= '0' && character <= '9')
        || character == '_';
  }
}
