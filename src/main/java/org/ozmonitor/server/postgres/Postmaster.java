package org.ozmonitor.server.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A running server as its lock file `postmaster.pid` describes it. Immutable; reads files only.
///
/// @param pid the process
/// @param port where it listens
/// @param ready whether it takes connections, rather than starting or stopping
record Postmaster(long pid, int port, boolean ready) {
  private static final String PROGRAM = "postgres";

  /// What the lock file of the database directory `cluster` says, whether or not it is still true.
  static Optional<Postmaster> inLockFile(Path cluster) throws IOException {
    Path file = lockFile(cluster);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    // Lines: pid, directory, start time, port, socket directory, address, shared memory, state. The
    // last ones are missing while the server starts.
    List<String> lines = Files.readAllLines(file);
    try {
      return Optional.of(
          new Postmaster(
              Long.parseLong(lines.get(0).strip()),
              lines.size() > 3 ? Integer.parseInt(lines.get(3).strip()) : 0,
              lines.size() > 7 && lines.get(7).strip().equals("ready")));
    } catch (NumberFormatException | IndexOutOfBoundsException unfinished) {
      return Optional.empty();
    }
  }

  static Path lockFile(Path cluster) {
    return cluster.resolve("postmaster.pid");
  }

  /// Whether the process lives and is a server working in `cluster`. Its working directory is
  /// asked, not the path in the lock file, which a copied directory would share.
  boolean serves(Path cluster) throws IOException {
    return isServer(pid, cluster);
  }

  ProcessHandle process() {
    return ProcessHandle.of(pid)
        .orElseThrow(() -> new DatabaseUnavailableException("process " + pid + " is gone"));
  }

  boolean alive() {
    return ProcessHandle.of(pid).isPresent();
  }

  /// All server processes working in `cluster`: the postmaster, and those that outlive it for a
  /// moment when it is killed.
  static List<ProcessHandle> processesIn(Path cluster) {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> isServer(process.pid(), cluster)).toList();
    }
  }

  /// The identity that `initdb` gave to the database directory: the first eight bytes of its
  /// control file.
  static long systemIdentifier(Path cluster) throws IOException {
    try (var in = Files.newInputStream(cluster.resolve("global/pg_control"))) {
      return ByteBuffer.wrap(in.readNBytes(8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
  }

  private static boolean isServer(long pid, Path cluster) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      return isProgram(process)
          && Files.readSymbolicLink(process.resolve("cwd")).equals(cluster.toRealPath());
    } catch (AccessDeniedException otherUser) {
      return looksLikeServer(pid, process, cluster);
    } catch (IOException gone) {
      return false;
    }
  }

  /// Root without the right to trace (in a container) cannot see where a process of another user
  /// works. A postmaster then shows its directory in its arguments, and one of its children whose
  /// parent is no server has lost it.
  private static boolean looksLikeServer(long pid, Path process, Path cluster) {
    try {
      String arguments = Files.readString(process.resolve("cmdline"));
      if (!arguments.startsWith("postgres: ")) {
        return List.of(arguments.split("\0", -1)).contains(cluster.toRealPath().toString());
      }
      Optional<ProcessHandle> parent = ProcessHandle.of(pid).flatMap(ProcessHandle::parent);
      return parent.isEmpty() || !isProgram(Path.of("/proc", Long.toString(parent.get().pid())));
    } catch (IOException gone) {
      return false;
    }
  }

  private static boolean isProgram(Path process) throws IOException {
    return Files.readString(process.resolve("comm")).strip().equals(PROGRAM);
  }
}
