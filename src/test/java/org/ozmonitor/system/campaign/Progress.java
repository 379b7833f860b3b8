package org.ozmonitor.system.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;

/// Keeps one line in a file that says how far a campaign is; the script shows it. Confined to one
/// thread.
final class Progress {
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final int LONGEST = 60;

  private final Optional<Path> file;
  private long shownNanos = System.nanoTime() - EVERY.toNanos();

  Progress(Optional<Path> file) {
    this.file = file;
  }

  void show(Timeline timeline, CampaignSettings settings, long running) {
    long now = System.nanoTime();
    if (file.isEmpty() || now - shownNanos < EVERY.toNanos()) {
      return;
    }
    shownNanos = now;
    Duration at = timeline.now();
    String last = timeline.last();
    String line =
        "%d:%02d of %d:%02d  nodes %d/%d  %s"
            .formatted(
                at.toMinutes(),
                at.toSecondsPart(),
                settings.faultsFor().toMinutes(),
                settings.faultsFor().toSecondsPart(),
                running,
                settings.nodes(),
                last.substring(0, Math.min(LONGEST, last.length())));
    try {
      Path next = file.get().resolveSibling(file.get().getFileName() + ".next");
      Files.writeString(next, line);
      Files.move(next, file.get(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
