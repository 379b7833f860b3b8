package org.ozmonitor.core.balance;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Why a tenant is where it is.
public enum AssignmentReason {
  /// It was new.
  INITIAL,
  /// Its worker had more tenants than others.
  LOAD_REBALANCE,
  /// Its worker gave no sign of life.
  WORKER_FAILURE,
  /// An operator wanted it.
  MANUAL,
  /// A worker came, or said that it stops, or may not hold as many as before.
  SCALING,
  /// It became more important, and its worker had more important tenants than others.
  PRIORITY_CHANGE;

  /// The reason that is written like this (`worker_failure`), if there is one.
  public static Optional<AssignmentReason> find(String text) {
    return Arrays.stream(values()).filter(it -> it.toString().equals(text)).findFirst();
  }

  /// As it is stored and shown: `worker_failure`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
