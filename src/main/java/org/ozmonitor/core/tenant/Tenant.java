package org.ozmonitor.core.tenant;

import java.util.regex.Pattern;

/// A tenant as the configuration log says it is at one version. Immutable.
///
/// @param slug how commands and settings name it; see {@link #isSlug}
/// @param name for people
public record Tenant(
    TenantId id,
    String slug,
    String name,
    TenantStatus status,
    TenantPriority priority,
    TenantLimits limits) {
  /// Characters of a name.
  public static final int LONGEST_NAME = 200;

  /// The slug of {@link TenantId#DEFAULT}.
  public static final String DEFAULT_SLUG = "default";

  private static final Pattern SLUG = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /// A tenant that nothing has been said of: active, of normal priority, without limits.
  public static Tenant of(TenantId id, String slug, String name) {
    return new Tenant(
        id, slug, name, TenantStatus.ACTIVE, TenantPriority.NORMAL, TenantLimits.UNLIMITED);
  }

  /// A tenant of which nothing is known but that it is there.
  public static Tenant unknown(TenantId id) {
    return id.equals(TenantId.DEFAULT)
        ? of(id, DEFAULT_SLUG, "Default")
        : of(id, id.toString(), id.toString());
  }

  /// Whether a text can name a tenant: 1 to 63 lower-case letters, digits and inner hyphens.
  public static boolean isSlug(String text) {
    return SLUG.matcher(text).matches();
  }

  /// Whether its monitors are evaluated.
  public boolean isServed() {
    return status.isServed();
  }

  public Tenant withName(String other) {
    return new Tenant(id, slug, other, status, priority, limits);
  }

  public Tenant withStatus(TenantStatus other) {
    return new Tenant(id, slug, name, other, priority, limits);
  }

  public Tenant withPriority(TenantPriority other) {
    return new Tenant(id, slug, name, status, other, limits);
  }

  public Tenant withLimits(TenantLimits other) {
    return new Tenant(id, slug, name, status, priority, other);
  }
}
