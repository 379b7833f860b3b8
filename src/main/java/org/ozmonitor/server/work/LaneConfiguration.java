package org.ozmonitor.server.work;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.server.async.OffLoop;

/// The configuration and the index of one lane, brought forward entry by entry. Only what changed
/// among the monitors of this lane is compiled. Confined to the lane's context.
final class LaneConfiguration {
  private final LaneServices services;
  private final Lane lane;
  private Optional<UUID> only = Optional.empty();
  private @Nullable Configuration configuration;
  private LaneIndex index = LaneIndex.NOTHING;
  private List<EvaluationErrors.Entry> unrecorded = List.of();
  private @Nullable Coming coming;

  /// What is on its way.
  ///
  /// @param configuration fails, or completes when the index is swapped to it
  private record Coming(long version, Optional<UUID> only, Future<Configuration> configuration) {
    boolean isFor(long otherVersion, Optional<UUID> one) {
      return version == otherVersion && only.equals(one) && !configuration.isComplete();
    }
  }

  LaneConfiguration(LaneServices services, Lane lane) {
    this.services = services;
    this.lane = lane;
  }

  /// The same for a lane that has changed: what is compiled stays, as far as it is the same.
  LaneConfiguration of(Lane changed) {
    var next = new LaneConfiguration(services, changed);
    next.configuration = configuration;
    next.index = index;
    next.only = only;
    next.unrecorded =
        unrecorded.stream().filter(it -> changed.tenants().contains(it.tenant())).toList();
    return next;
  }

  /// Leaves out all monitors but one, from the next entry on.
  ///
  /// @param monitor empty: leaves out none
  void only(Optional<UUID> monitor) {
    only = monitor;
  }

  /// Counts what is compiled among what this node evaluates. The end of a walk takes that back, so
  /// a walk that goes on with what another had compiled says it again.
  void tell() {
    Configuration known = configuration;
    if (known != null) {
      services.metrics().indexed(index.slug(), lane.id(), index.buckets(), known.version());
    }
  }

  /// The index that is valid at the entry asked for last.
  LaneIndex index() {
    return index;
  }

  /// The monitors that the index leaves out, until {@link #recorded} was called for it: they are
  /// recorded once, at the first block that they miss.
  List<EvaluationErrors.Entry> unrecorded() {
    return unrecorded;
  }

  void recorded() {
    unrecorded = List.of();
  }

  /// The configuration that an entry is evaluated with, the index swapped to it. Entries must be
  /// asked for in the order of the log. Who gives up and asks again joins what is on its way: many
  /// monitors are read and compiled for longer than one entry may take. Fails with {@link
  /// UnreadableTenantsException} when it does not say of all tenants what they want.
  Future<Configuration> at(long version) {
    Configuration before = configuration;
    if (before != null
        && before.version() == version
        && index.selection().isFor(lane.tenants(), only)) {
      return Future.succeededFuture(before);
    }
    Coming asked = coming;
    if (asked != null && asked.isFor(version, only)) {
      return asked.configuration().compose(_ -> at(version)); // what is left out may have changed
    }
    Future<Configuration> made =
        services
            .configurations()
            .at(version, Optional.ofNullable(before))
            .compose(
                after ->
                    UnreadableTenantsException.isReadable(after, lane.tenants())
                        ? compile(after).map(after)
                        : Future.failedFuture(
                            UnreadableTenantsException.among(after, lane.tenants())));
    coming = new Coming(version, only, made);
    return made;
  }

  private Future<Void> compile(Configuration after) {
    var selection =
        LaneIndex.Selection.of(after, lane.network(), lane.tenants(), services.engines())
            .only(only);
    LaneIndex before = index;
    return OffLoop.call(services.vertx().getOrCreateContext(), () -> selection.compile(before))
        .map(
            next -> {
              if (next.changed() > 0) {
                report(next);
              }
              configuration = after;
              index = next;
              tell();
              return null;
            });
  }

  private void report(LaneIndex next) {
    unrecorded =
        next.leftOut().values().stream()
            .filter(it -> unrecorded.contains(it) || !index.leftOut().containsValue(it))
            .toList();
    if (next.selection().engine().isEmpty() && !next.monitors().isEmpty()) {
      services.log().chainNotAvailable(next.slug(), next.monitors().size());
    }
    services.log().indexCompiled(lane, next.slug(), next.size(), next.changed());
  }
}
