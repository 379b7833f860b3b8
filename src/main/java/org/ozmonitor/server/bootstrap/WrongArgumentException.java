package org.ozmonitor.server.bootstrap;

/// An argument is wrong; the message names it and says what would be right.
final class WrongArgumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongArgumentException(String message) {
    super(message);
  }
}
