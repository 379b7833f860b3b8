package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.server.definition.ConfigurationLog;
import org.ozmonitor.server.postgres.Database;

/// The configurations that the lanes of a worker have asked for last. Lanes that stand close to
/// each
/// other share them: a new lane does not read again what its neighbours know. Confined to the
/// worker's context.
final class RecentConfigurations {
  /// Versions that are kept besides those that lanes hold.
  static final int KEPT = 4;

  /// A million monitors take a minute, and longer where the processor has other work: who has given
  /// up on an entry and asks again waits for the same reading.
  private static final Duration READ_TIMEOUT = Duration.ofMinutes(15);

  private final ConfigurationLog log;
  private final Database database;
  private final Map<Long, Future<Configuration>> recent = new LinkedHashMap<>();

  RecentConfigurations(ConfigurationLog log, Database database) {
    this.log = log;
    this.database = database;
  }

  /// The configuration at a version, which must be committed: read as what differs from the nearest
  /// earlier one.
  ///
  /// @param before another that the caller has
  Future<Configuration> at(long version, Optional<Configuration> before) {
    Future<Configuration> known = recent.remove(version);
    Future<Configuration> asked =
        known == null || known.failed() ? read(version, before) : readAgain(known, version);
    recent.put(version, asked);
    for (Iterator<Long> oldest = recent.keySet().iterator(); recent.size() > KEPT; ) {
      oldest.next();
      oldest.remove();
    }
    return asked;
  }

  /// What could not be read before is read each time it is asked for.
  private Future<Configuration> readAgain(Future<Configuration> known, long version) {
    return !known.isComplete() || known.result().unreadable().isEmpty()
        ? known
        : advance(known.result(), version);
  }

  private Future<Configuration> read(long version, Optional<Configuration> before) {
    Configuration nearest =
        Stream.concat(
                before.stream(),
                recent.values().stream().filter(Future::succeeded).map(Future::result))
            .filter(it -> it.version() <= version)
            .reduce(
                Configuration.empty(),
                (one, other) -> other.version() > one.version() ? other : one);
    return nearest.version() == version && nearest.unreadable().isEmpty()
        ? Future.succeededFuture(nearest)
        : advance(nearest, version);
  }

  private Future<Configuration> advance(Configuration from, long version) {
    return log.advance(database.reader(), from, version)
        .timeout(READ_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }
}
