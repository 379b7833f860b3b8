package org.ozmonitor.server.postgres;

import io.vertx.core.VertxException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What a failed statement means for the one who ran it. Thread-safe (stateless).
public final class SqlState {
  private SqlState() {}

  /// What to do next.
  public enum Meaning {
    /// Nobody is at fault: run the whole transaction again, later. Deadlock, timeout, lost
    /// connection. Whether a commit that failed so took effect is not known.
    AGAIN,
    /// The data is at fault (SQLSTATE class 22 or 23): the same transaction fails again.
    DATA,
    /// Anything else, such as a full disk, a missing right or a mistake in a statement.
    OTHER
  }

  /// Looks at the cause chain of `failure`.
  public static Meaning meaning(Throwable failure) {
    Optional<String> code = code(failure);
    if (code.isPresent()) {
      return ofCode(code.get());
    }
    return isConnectionFailure(failure) ? Meaning.AGAIN : Meaning.OTHER;
  }

  /// Whether the same work can be expected to succeed when it is run again.
  public static boolean isTransient(Throwable failure) {
    return meaning(failure) == Meaning.AGAIN;
  }

  /// Whether the data is at fault, so that running it again cannot help.
  public static boolean isDataError(Throwable failure) {
    return meaning(failure) == Meaning.DATA;
  }

  /// The five characters of the server's answer; empty when the failure is not the server's.
  public static Optional<String> code(Throwable failure) {
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof DatabaseException answer && answer.getSqlState() != null) {
        return Optional.of(answer.getSqlState());
      }
    }
    return Optional.empty();
  }

  private static Meaning ofCode(String code) {
    return switch (code) {
      // serialization, deadlock, lock and statement timeout, idle and whole-transaction timeout,
      // server going down or not up yet, too many connections
      case "40001",
          "40P01",
          "55P03",
          "57014",
          "25P03",
          "25P04",
          "57P01",
          "57P02",
          "57P03",
          "53300" ->
          Meaning.AGAIN;
      default ->
          switch (code.substring(0, 2)) {
            case "08" -> Meaning.AGAIN;
            case "22", "23" -> Meaning.DATA;
            default -> Meaning.OTHER;
          };
    };
  }

  private static boolean isConnectionFailure(Throwable failure) {
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ClosedConnectionException
          || t instanceof IOException
          || t instanceof TimeoutException) {
        return true;
      }
      // The pool reports a full queue, an expired wait and a socket closed under a statement as
      // plain text.
      if (t instanceof VertxException plain && plain.getMessage() != null) {
        String message = plain.getMessage();
        if (message.contains("onnection") || message.contains("Timeout")) {
          return true;
        }
      }
    }
    return false;
  }
}
