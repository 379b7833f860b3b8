package org.ozmonitor.server.postgres;

/// The database cannot be started, reached or migrated. The message says what is missing and what
/// would help; it is for the operator and holds no secret.
public final class DatabaseUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DatabaseUnavailableException(String message) {
    super(message);
  }

  public DatabaseUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
