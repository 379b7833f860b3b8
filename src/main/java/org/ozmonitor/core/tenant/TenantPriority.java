package org.ozmonitor.core.tenant;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Who is placed first where there is not room for all.
public enum TenantPriority {
  CRITICAL(4),
  HIGH(3),
  NORMAL(2),
  LOW(1);

  /// All, as documents and commands write them.
  public static final List<String> WORDS =
      Arrays.stream(values()).map(TenantPriority::word).toList();

  private final int weight;

  TenantPriority(int weight) {
    this.weight = weight;
  }

  /// 1 to 4; the greater goes first.
  public int weight() {
    return weight;
  }

  /// As documents write it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @param word one of {@link #WORDS}
  public static TenantPriority of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
