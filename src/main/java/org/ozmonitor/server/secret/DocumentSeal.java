package org.ozmonitor.server.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.codec.CanonicalJson;
import org.ozmonitor.server.codec.JsonDocument;

/// Encrypts the secrets inside documents that are stored, and opens them where a document is read
/// for use. Thread-safe.
///
/// A value is stored as `ozm1:<key>:<text>`. Every value that is stored is encrypted, so one of a
/// user that looks like this is encrypted too, and nobody can pass off a stored one as his own:
/// a text opens only in the document, and at the place in it, where it was made.
public final class DocumentSeal {
  private static final String MARK = "ozm1:";
  private static final String HMAC = "HmacSHA256";

  /// For processes that have no key: they read and write documents without secrets only.
  private static final DocumentSeal KEYLESS = new DocumentSeal(Optional.empty());

  private final Optional<Keyed> keyed;

  private record Keyed(SealKeys keys, SecretKeySpec digestKey) {}

  /// Whose a document is.
  ///
  /// @param tenant empty for the platform
  /// @param kind as the database spells it
  public record Owner(Optional<TenantId> tenant, String kind, UUID entity) {
    private String bound(String path) {
      String owner = tenant.map(id -> id.value().toString()).orElse("platform");
      return String.join("|", MARK, owner, kind, entity.toString(), path);
    }
  }

  private DocumentSeal(Optional<Keyed> keyed) {
    this.keyed = keyed;
  }

  /// @param digestKey the one of the database, which stays when keys change
  static DocumentSeal of(SealKeys keys, byte[] digestKey) {
    return new DocumentSeal(Optional.of(new Keyed(keys, new SecretKeySpec(digestKey, HMAC))));
  }

  static DocumentSeal keyless() {
    return KEYLESS;
  }

  /// The document as it is to be stored.
  ///
  /// @param document canonical text
  /// @throws IllegalStateException when it holds a secret and there is no key
  public String seal(Owner owner, String document) {
    if (!SecretPlaces.mayHold(document)) {
      return document;
    }
    JsonNode sealed =
        SecretPlaces.changed(
            JsonDocument.parseStored(document), (path, value) -> seal(owner.bound(path), value));
    return CanonicalJson.write(sealed);
  }

  /// The document as it was before it was stored. What an earlier version stored in plain text is
  /// taken as it is.
  ///
  /// @throws IllegalStateException when a value cannot be opened
  public String open(Owner owner, String stored) {
    if (!stored.contains(MARK)) {
      return stored;
    }
    JsonNode opened =
        SecretPlaces.changed(
            JsonDocument.parseStored(stored), (path, value) -> open(owner.bound(path), value));
    return CanonicalJson.write(opened);
  }

  /// Equal digests, equal documents; nobody without the key of the database can try out what the
  /// secrets are.
  ///
  /// @param document canonical text
  public String digest(String document) {
    if (keyed.isEmpty() || !SecretPlaces.mayHold(document)) {
      return CanonicalJson.digest(document);
    }
    JsonNode masked =
        SecretPlaces.changed(
            JsonDocument.parseStored(document), (path, value) -> mac(path + "|" + value));
    return CanonicalJson.digest(CanonicalJson.write(masked));
  }

  /// What may be stored and shown in place of a digest over secrets.
  public String fingerprint(String digest) {
    return keyed.isPresent() ? mac("fingerprint|" + digest) : digest;
  }

  /// Whether each secret of a stored document is encrypted with the current key.
  boolean isCurrent(String stored) {
    if (!SecretPlaces.mayHold(stored)) {
      return true;
    }
    String mark = MARK + keyed().keys().current().id() + ":";
    var others = new AtomicInteger();
    var _ =
        SecretPlaces.changed(
            JsonDocument.parseStored(stored),
            (_, value) -> {
              others.addAndGet(value.startsWith(mark) ? 0 : 1);
              return value;
            });
    return others.get() == 0;
  }

  private String seal(String bound, String value) {
    SealKey key = keyed().keys().current();
    return MARK + key.id() + ":" + key.encrypt(value.getBytes(StandardCharsets.UTF_8), bound);
  }

  private String open(String bound, String value) {
    if (!value.startsWith(MARK)) {
      return value;
    }
    String[] parts = value.substring(MARK.length()).split(":", 2);
    SealKey key =
        keyed()
            .keys()
            .find(parts[0])
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "a secret is encrypted with the key %s, which is neither secrets.key nor in secrets.previous_keys"
                            .formatted(parts[0])));
    return new String(key.decrypt(parts.length > 1 ? parts[1] : "", bound), StandardCharsets.UTF_8);
  }

  private Keyed keyed() {
    return keyed.orElseThrow(() -> new IllegalStateException(DatabaseSeal.NO_KEY));
  }

  private String mac(String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(keyed().digestKey());
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }
}
