package org.ozmonitor.server.codec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.ozmonitor.core.chain.Finality;
import org.ozmonitor.core.definition.Alerting;
import org.ozmonitor.core.definition.Confirmations;

/// Reads what a monitor says of its alerts: fields of ours. Stateless.
final class AlertingCodec {
  /// Deeper than any chain reorganises; the watcher follows no more than this.
  private static final long MOST_CONFIRMATIONS = 1_000_000;

  private AlertingCodec() {}

  static Alerting read(Fields fields) {
    return new Alerting(confirmations(fields));
  }

  private static Optional<Confirmations> confirmations(Fields fields) {
    if (!fields.has("confirmations")) {
      return Optional.empty();
    }
    JsonNode value = fields.node().path("confirmations");
    Optional<Finality> level = Optional.ofNullable(value.textValue()).flatMap(Finality::parse);
    if (level.isPresent()) {
      return level.map(Confirmations.Level::new);
    }
    fields.require(
        fields.isNatural("confirmations")
            && value.bigIntegerValue().bitLength() < Long.SIZE
            && value.longValue() <= MOST_CONFIRMATIONS,
        "confirmations",
        "type",
        "must be a whole number from 0 to %d, \"safe\" or \"finalized\""
            .formatted(MOST_CONFIRMATIONS));
    return Optional.of(new Confirmations.Depth(value.longValue()));
  }
}
