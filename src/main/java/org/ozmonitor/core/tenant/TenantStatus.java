package org.ozmonitor.core.tenant;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Whether a tenant's monitors are evaluated.
public enum TenantStatus {
  ACTIVE,
  /// As active.
  TRIAL,
  /// Nothing of it is evaluated until it is active again; what was found before is delivered.
  SUSPENDED,
  /// As suspended, for good.
  INACTIVE;

  /// All, as documents and commands write them.
  public static final List<String> WORDS = Arrays.stream(values()).map(TenantStatus::word).toList();

  /// As documents write it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @param word one of {@link #WORDS}
  public static TenantStatus of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /// Whether monitors of such a tenant are evaluated.
  public boolean isServed() {
    return switch (this) {
      case ACTIVE, TRIAL -> true;
      case SUSPENDED, INACTIVE -> false;
    };
  }
}
