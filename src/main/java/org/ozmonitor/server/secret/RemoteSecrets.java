package org.ozmonitor.server.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.server.codec.JsonDocument;

/// What a document names in vaults. Stateless.
public final class RemoteSecrets {
  private RemoteSecrets() {}

  /// @param document canonical text
  public static List<SecretValue> of(String document) {
    List<SecretValue> secrets = new ArrayList<>();
    for (JsonNode holder : JsonDocument.parseStored(document).findParents("value")) {
      type(holder.path("type").asText())
          .ifPresent(type -> secrets.add(new SecretValue(type, holder.path("value").asText())));
    }
    return secrets;
  }

  private static Optional<SecretValue.Type> type(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "hashicorpvault" -> Optional.of(SecretValue.Type.HASHICORP_VAULT);
      case "hashicorpcloudvault" -> Optional.of(SecretValue.Type.HASHICORP_CLOUD_VAULT);
      default -> Optional.empty();
    };
  }
}
