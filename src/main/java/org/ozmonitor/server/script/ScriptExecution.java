package org.ozmonitor.server.script;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.ozmonitor.core.script.ScriptLanguage;

/// Runs one script from its start to its end. Blocks; thread-safe.
final class ScriptExecution {
  private final Path directory;
  private final LongSupplier nanoTime;
  private final BooleanSupplier stopping;

  /// @param directory for input and scripts that are too long for an argument; made where absent
  /// @param nanoTime monotonic
  /// @param stopping whether running scripts are to be ended because the node ends
  ScriptExecution(Path directory, LongSupplier nanoTime, BooleanSupplier stopping) {
    this.directory = directory;
    this.nanoTime = nanoTime;
    this.stopping = stopping;
  }

  /// @param slot number of the place it runs in, from 0; no two at the same time have the same
  ScriptOutcome run(ScriptJob job, Launcher launcher, int slot) throws InterruptedException {
    try {
      byte[] content = job.content().getBytes(StandardCharsets.UTF_8);
      if (!ScriptLanguage.needsFile(content.length)) {
        return run(job, launcher, slot, Optional.empty());
      }
      Path file = write("script", content);
      try {
        return run(job, launcher, slot, Optional.of(file));
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      return new ScriptOutcome.NotRun("it cannot be started: " + e.getMessage());
    }
  }

  private ScriptOutcome run(ScriptJob job, Launcher launcher, int slot, Optional<Path> file)
      throws IOException, InterruptedException {
    var launch =
        new Launch(job.language(), job.content(), file, job.environment(), job.timeout(), slot);
    Process process = start(launcher.prepare(launch), job.input());
    var limits = new ScriptProcess.Limits(job.timeout(), launcher.memoryBytes());
    try {
      return new ScriptProcess(process, limits, nanoTime, stopping)
          .await(() -> launcher.kill(process));
    } finally {
      if (process.isAlive()) {
        launcher.kill(process); // this thread was interrupted: the node stops
      }
    }
  }

  /// The input is a file: a script that does not read it holds nobody up.
  private Process start(ProcessBuilder builder, String input) throws IOException {
    Path file = write("input", input.getBytes(StandardCharsets.UTF_8));
    try {
      return builder.redirectInput(file.toFile()).start();
    } finally {
      Files.delete(file); // it is open by now
    }
  }

  /// Whoever has it open may open it again (`/dev/stdin`), also under another user; nobody else
  /// gets through the directory.
  private Path write(String prefix, byte[] bytes) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path file = Files.createTempFile(directory, prefix, "");
    Files.write(file, bytes);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file;
  }
}
