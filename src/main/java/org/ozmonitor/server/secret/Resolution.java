package org.ozmonitor.server.secret;

/// What came of looking for a secret. Whoever gets no secret tries again later: the cure of either
/// failure is in the operator's hands, and nobody has to replay anything after it.
public sealed interface Resolution {
  /// The secret itself. Its text form never shows it.
  record Found(String value) implements Resolution {
    @Override
    public String toString() {
      return "***";
    }
  }

  /// There is no such secret, or it is not for us. A value that was found before is not used any
  /// more.
  ///
  /// @param reason holds no secret
  record Missing(String reason) implements Resolution {}

  /// Whoever keeps it could not be asked, for so long that no earlier value may be used.
  ///
  /// @param reason holds no secret
  record Unavailable(String reason) implements Resolution {}
}
