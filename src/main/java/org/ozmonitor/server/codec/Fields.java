package org.ozmonitor.server.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.definition.SecretValue;
import org.ozmonitor.core.definition.VaultPath;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.problem.Suggestion;

/// The members of one JSON object, read strictly. What is wrong is recorded, and reading goes on
/// with a value that stands for nothing; the caller drops its result when there were errors.
/// Confined to one thread.
///
/// Rules are named `<prefix>.<key>.missing`, `<prefix>.<key>.type`, `<prefix>.unknown_key` and
/// `<prefix>.duplicate_key`. A member may be read only to have it checked.
final class Fields {
  static final long U32 = 0xffff_ffffL;
  static final long U64 = Long.MAX_VALUE;

  private static final BigInteger U64_LIMIT = BigInteger.ONE.shiftLeft(64);
  private static final Map<String, SecretValue.Type> SECRET_TYPES =
      Map.of(
          "plain", SecretValue.Type.PLAIN,
          "environment", SecretValue.Type.ENVIRONMENT,
          "hashicorpcloudvault", SecretValue.Type.HASHICORP_CLOUD_VAULT,
          "hashicorpvault", SecretValue.Type.HASHICORP_VAULT);

  private final JsonNode node;
  private final Place place;
  private final String rule;
  private final Source source;

  /// What all members of one document share.
  record Source(Set<String> duplicates, Surroundings surroundings, Problems problems) {}

  private Fields(JsonNode node, Place place, String rule, Source source) {
    this.node = node;
    this.place = place;
    this.rule = rule;
    this.source = source;
  }

  /// The members of `node`, or nothing (and an error) when it is no object.
  static Optional<Fields> of(JsonNode node, Place place, String rule, Source source) {
    if (!node.isObject()) {
      source.problems.error(place.toString(), rule + ".type", "must be an object");
      return Optional.empty();
    }
    return Optional.of(new Fields(node, place, rule, source));
  }

  /// Refuses keys that are not `known`, and repeated ones.
  @CanIgnoreReturnValue
  Fields strict(List<String> known) {
    for (Iterator<String> keys = node.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!known.contains(key)) { // what was meant is dear to find out: not for each good key
        problems()
            .error(
                place.child(key).toString(),
                rule + ".unknown_key",
                "is not a known key" + Suggestion.hint(key, known));
      }
      if (!source.duplicates.isEmpty() && source.duplicates.contains(place.child(key).path())) {
        problems()
            .error(
                place.child(key).toString(), rule + ".duplicate_key", "stands here more than once");
      }
    }
    return this;
  }

  Problems problems() {
    return source.problems;
  }

  /// The same members; what is wrong is recorded elsewhere.
  Fields reportingTo(Problems problems) {
    return new Fields(
        node, place, rule, new Source(source.duplicates, source.surroundings, problems));
  }

  Source source() {
    return source;
  }

  JsonNode node() {
    return node;
  }

  Place place() {
    return place;
  }

  /// Whether the key is there and not null.
  boolean has(String key) {
    return node.hasNonNull(key);
  }

  /// Whether the key holds a whole number from 0.
  boolean isNatural(String key) {
    JsonNode value = node.path(key);
    return value.isIntegralNumber() && value.bigIntegerValue().signum() >= 0;
  }

  /// Whether the key is there, null or not.
  boolean mentions(String key) {
    return node.has(key);
  }

  void error(String key, String name, String message) {
    problems().error(place.child(key).toString(), rule + "." + key + "." + name, message);
  }

  void warning(String key, String name, String message) {
    problems().warning(place.child(key).toString(), rule + "." + key + "." + name, message);
  }

  void require(boolean holds, String key, String name, String message) {
    if (!holds) {
      error(key, name, message);
    }
  }

  String text(String key) {
    return required(key).map(value -> asText(key, value)).orElse("");
  }

  Optional<String> optionalText(String key) {
    return optional(key).map(value -> asText(key, value));
  }

  /// A text that must be one of some words; the first of them when it is not.
  String word(String key, List<String> words) {
    String value = text(key);
    boolean known = words.contains(value);
    if (!known) {
      require(
          value.isEmpty() && !node.path(key).isTextual(),
          key,
          "unknown",
          "must be one of " + String.join(", ", words) + Suggestion.hint(value, words));
    }
    return known ? value : words.getFirst();
  }

  @CanIgnoreReturnValue
  boolean flag(String key) {
    return required(key).map(value -> asFlag(key, value)).orElse(false);
  }

  @CanIgnoreReturnValue
  boolean optionalFlag(String key) {
    return optional(key).map(value -> asFlag(key, value)).orElse(false);
  }

  @CanIgnoreReturnValue
  long number(String key, long greatest) {
    return required(key).map(value -> asNumber(key, value, greatest)).orElse(0L);
  }

  OptionalLong optionalNumber(String key, long greatest) {
    return optional(key)
        .map(value -> OptionalLong.of(asNumber(key, value, greatest)))
        .orElseGet(OptionalLong::empty);
  }

  Optional<Fields> object(String key) {
    return required(key).flatMap(value -> of(value, place.child(key), rule + "." + key, source));
  }

  @CanIgnoreReturnValue
  Optional<Fields> optionalObject(String key) {
    return optional(key).flatMap(value -> of(value, place.child(key), rule + "." + key, source));
  }

  /// The objects of an array.
  List<Fields> objects(String key) {
    return required(key).map(value -> asObjects(key, value)).orElse(List.of());
  }

  List<Fields> optionalObjects(String key) {
    return optional(key).map(value -> asObjects(key, value)).orElse(List.of());
  }

  /// The texts of an array.
  List<String> texts(String key) {
    return required(key).map(value -> asTexts(key, value)).orElse(List.of());
  }

  @CanIgnoreReturnValue
  Optional<List<String>> optionalTexts(String key) {
    return optional(key).map(value -> asTexts(key, value));
  }

  @CanIgnoreReturnValue
  SecretValue secret(String key) {
    return object(key).map(Fields::asSecret).orElse(SecretValue.plain(""));
  }

  Optional<SecretValue> optionalSecret(String key) {
    return optionalObject(key).map(Fields::asSecret);
  }

  /// This object itself as a secret value. Unknown keys are ignored, as upstream does.
  @CanIgnoreReturnValue
  SecretValue asSecret() {
    String type = text("type").toLowerCase(Locale.ROOT);
    String value = text("value");
    SecretValue.Type known = SECRET_TYPES.get(type);
    require(
        known != null || type.isEmpty(),
        "type",
        "unknown",
        "must be one of Plain, Environment, HashicorpCloudVault, HashicorpVault");
    require(
        known != SecretValue.Type.HASHICORP_VAULT || VaultPath.parse(value).isPresent(),
        "value",
        "form",
        "must be " + VaultPath.FORM);
    return new SecretValue(known == null ? SecretValue.Type.PLAIN : known, value);
  }

  /// What the secret value under a key stands for, where it can be known here.
  Optional<String> reveal(String key) {
    JsonNode value = node.path(key);
    return value.isObject()
        ? new Fields(value, place.child(key), rule + "." + key, source).revealSecret()
        : Optional.empty();
  }

  /// What this object itself stands for as a secret value; problems of its form are not repeated.
  @CanIgnoreReturnValue
  Optional<String> revealSecret() {
    var silent = new Problems();
    SecretValue secret = reportingTo(silent).asSecret();
    return silent.hasErrors()
        ? Optional.empty()
        : source.surroundings.reveal(secret, place, problems());
  }

  private Optional<JsonNode> required(String key) {
    JsonNode value = node.get(key);
    if (value == null) {
      error(key, "missing", "is missing");
    }
    return Optional.ofNullable(value);
  }

  private Optional<JsonNode> optional(String key) {
    @Nullable JsonNode value = node.get(key);
    return Optional.ofNullable(value).filter(present -> !present.isNull());
  }

  private String asText(String key, JsonNode value) {
    require(value.isTextual(), key, "type", "must be a string");
    return value.isTextual() ? value.textValue() : "";
  }

  private boolean asFlag(String key, JsonNode value) {
    require(value.isBoolean(), key, "type", "must be true or false");
    return value.booleanValue();
  }

  /// Unsigned 64-bit numbers beyond our range are as good as its end.
  private long asNumber(String key, JsonNode value, long greatest) {
    BigInteger limit =
        greatest == U64 ? U64_LIMIT : BigInteger.valueOf(greatest).add(BigInteger.ONE);
    boolean fits =
        value.isIntegralNumber()
            && value.bigIntegerValue().signum() >= 0
            && value.bigIntegerValue().compareTo(limit) < 0;
    require(
        fits, key, "type", "must be a whole number from 0 to " + limit.subtract(BigInteger.ONE));
    return fits ? value.bigIntegerValue().min(BigInteger.valueOf(Long.MAX_VALUE)).longValue() : 0;
  }

  private List<Fields> asObjects(String key, JsonNode value) {
    require(value.isArray(), key, "type", "must be an array");
    List<Fields> objects = new ArrayList<>();
    for (int index = 0; index < value.size(); index++) {
      Place at = place.child(key).item(index);
      of(value.path(index), at, rule + "." + key, source).ifPresent(objects::add);
    }
    return objects;
  }

  private List<String> asTexts(String key, JsonNode value) {
    require(value.isArray(), key, "type", "must be an array of strings");
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < value.size(); index++) {
      String at = place.child(key).item(index).toString();
      boolean fits = value.path(index).isTextual();
      problems().require(fits, at, rule + "." + key + ".type", "must be a string");
      texts.add(value.path(index).asText());
    }
    return texts;
  }
}
