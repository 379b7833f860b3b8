package org.ozmonitor.server.embedded;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits for processes to end. Blocks; stateless.
public final class ProcessExits {
  private ProcessExits() {}

  /// Waits until all have ended, `millis` at most; true when they have.
  public static boolean await(Collection<ProcessHandle> processes, long millis)
      throws InterruptedException {
    var exits = processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(exits).get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillThere) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
