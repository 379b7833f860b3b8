package org.ozmonitor.core.definition;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantId;

/// Identities that every node derives alike: UUID version 8 from SHA-256 over length-prefixed
/// parts.
///
/// Entities from files are identified by tenant, kind and name (compared as OpenZeppelin Monitor
/// compares names: trimmed,
/// lower case), so a rename makes a new entity. Pure.
public final class EntityIds {
  private EntityIds() {}

  /// A tenant, by the slug that a command or a file calls it by.
  public static TenantId tenant(String slug) {
    return slug.equals(Tenant.DEFAULT_SLUG)
        ? TenantId.DEFAULT
        : new TenantId(derive("tenant", slug));
  }

  /// A platform network from a file, by slug.
  public static NetworkId platformNetwork(String slug) {
    return new NetworkId(derive("network", normalise(slug)));
  }

  /// A monitor from a file, by name.
  public static UUID monitor(TenantId tenant, String name) {
    return derive("monitor", tenant.toString(), normalise(name));
  }

  /// A trigger from a file, by key.
  public static UUID trigger(TenantId tenant, String key) {
    return derive("trigger", tenant.toString(), key);
  }

  /// A script from a file, by its path as conditions and triggers write it.
  public static UUID filterScript(TenantId tenant, String path) {
    return derive("filter_script", tenant.toString(), path);
  }

  /// The match of one monitor and one transaction: the same after a reorganisation that brings the
  /// transaction back.
  public static UUID match(TenantId tenant, UUID monitor, NetworkId network, String transactionId) {
    return derive(
        "match", tenant.toString(), monitor.toString(), network.toString(), transactionId);
  }

  /// The delivery of one event of a match to one trigger: the same over retries and replays.
  public static UUID delivery(UUID match, UUID trigger, String event, long causeSeq) {
    return derive("delivery", match.toString(), trigger.toString(), event, Long.toString(causeSeq));
  }

  /// The id of something of this kind that is the same wherever the parts are.
  public static UUID derive(String kind, String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      update(digest, kind);
      for (String part : parts) {
        update(digest, part);
      }
      ByteBuffer hash = ByteBuffer.wrap(digest.digest());
      long high = (hash.getLong() & 0xffff_ffff_ffff_0fffL) | 0x8000L;
      long low = (hash.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
      return new UUID(high, low);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static String normalise(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
