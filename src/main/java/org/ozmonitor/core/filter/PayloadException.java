package org.ozmonitor.core.filter;

/// A payload that is not what its chain says a block is: the fault of the endpoint that sent it,
/// never of a monitor.
public final class PayloadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PayloadException(String message) {
    super(message);
  }

  public PayloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
