package org.ozmonitor.server.work;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.lane.LaneKind;
import org.ozmonitor.core.tenant.TenantId;

/// Rows of {@link LaneSql#SELECT} as lanes. Stateless.
final class LaneRows {
  private LaneRows() {}

  /// @param known lanes whose tenants a row may leave out
  static List<Lane> lanes(RowSet<Row> rows, List<Lane> known) {
    Map<UUID, Lane> byId = known.stream().collect(Collectors.toMap(Lane::id, it -> it));
    return StreamSupport.stream(rows.spliterator(), false).map(row -> lane(row, byId)).toList();
  }

  private static Lane lane(Row row, Map<UUID, Lane> known) {
    UUID id = row.getUUID("id");
    return new Lane(
        id,
        new NetworkId(row.getUUID("network_id")),
        LaneKind.valueOf(row.getString("kind")),
        Optional.ofNullable(row.getString("worker")),
        row.getLong("seq"),
        optional(row.getLong("end_seq")),
        optional(row.getLong("config_version")),
        row.getLong("epoch"),
        row.getLong("version"),
        row.getString("reason"),
        tenants(row.getArrayOfUUIDs("tenants"), known.get(id)));
  }

  private static Set<TenantId> tenants(UUID @Nullable [] read, @Nullable Lane known) {
    return read == null
        ? Objects.requireNonNull(known).tenants()
        : Arrays.stream(read).map(TenantId::new).collect(Collectors.toUnmodifiableSet());
  }

  private static OptionalLong optional(@Nullable Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
