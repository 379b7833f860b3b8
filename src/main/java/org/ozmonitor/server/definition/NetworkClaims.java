package org.ozmonitor.server.definition;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ozmonitor.core.tenant.TenantId;

/// Owns the table `network_claims`: which tenants define a network of the platform, and how each
/// wants it to be. Read and written under the lock of `config_head`. Stateless.
final class NetworkClaims {
  private static final String OWN =
      "SELECT network_id, digest, source FROM network_claims WHERE tenant_id = $1";

  /// Thousands may say the same; one of them stands for all, and the others are not looked at.
  private static final String OTHERS =
      """
      SELECT n.id AS network_id, one.digest, one.source, t.slug
      FROM unnest($2::uuid[]) AS n (id)
      CROSS JOIN LATERAL (
        WITH RECURSIVE said (digest) AS (
          SELECT min(digest) FROM network_claims WHERE network_id = n.id
          UNION ALL
          SELECT (SELECT min(c.digest) FROM network_claims c
                  WHERE c.network_id = n.id AND c.digest > said.digest)
          FROM said WHERE said.digest IS NOT NULL)
        SELECT digest FROM said) said
      CROSS JOIN LATERAL (
        (SELECT c.tenant_id, c.digest, c.source FROM network_claims c
         WHERE c.network_id = n.id AND c.digest = said.digest AND c.tenant_id <> $1 LIMIT 1)
        UNION ALL
        (SELECT c.tenant_id, c.digest, c.source FROM network_claims c
         WHERE said.digest IS NULL AND c.network_id = n.id AND c.digest IS NULL
           AND c.tenant_id <> $1 LIMIT 1)) one
      JOIN tenants t ON t.id = one.tenant_id\
      """;

  private static final String PUT =
      """
      INSERT INTO network_claims AS claim (tenant_id, network_id, digest, source)
      SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[])
      ON CONFLICT (tenant_id, network_id) DO UPDATE
      SET digest = excluded.digest, source = excluded.source
      WHERE (claim.digest, claim.source) IS DISTINCT FROM (excluded.digest, excluded.source)\
      """;

  /// How one tenant wants a network to be.
  ///
  /// @param digest of its definition; null where it only needs the network, as others define it
  /// @param source a file of its tree, or what was imported
  record Claim(UUID network, @Nullable String digest, String source) {
    /// Whether it wants another definition than this one.
    boolean contradicts(String definition) {
      return digest != null && !digest.equals(definition);
    }
  }

  /// How others want it to be.
  ///
  /// @param tenant the slug of one of those who do
  record Other(Claim claim, String tenant) {}

  /// The claims of a tenant, by network.
  Future<Map<UUID, Claim>> of(SqlConnection connection, TenantId tenant) {
    return connection
        .preparedQuery(OWN)
        .execute(Tuple.of(tenant.value()))
        .map(
            rows -> {
              Map<UUID, Claim> claims = new HashMap<>();
              rows.forEach(row -> claims.put(row.getUUID("network_id"), claim(row)));
              return claims;
            });
  }

  /// The claims of all other tenants on some networks, each definition once, by network.
  Future<Map<UUID, List<Other>>> ofOthers(
      SqlConnection connection, TenantId tenant, Collection<UUID> networks) {
    return connection
        .preparedQuery(OTHERS)
        .execute(named(tenant, networks))
        .map(
            rows -> {
              Map<UUID, List<Other>> others = new HashMap<>();
              for (Row row : rows) {
                others
                    .computeIfAbsent(row.getUUID("network_id"), _ -> new ArrayList<>())
                    .add(new Other(claim(row), row.getString("slug")));
              }
              return others;
            });
  }

  /// Adds claims of a tenant, or replaces them.
  Future<Void> put(SqlConnection connection, TenantId tenant, Collection<Claim> claims) {
    if (claims.isEmpty()) {
      return Future.succeededFuture();
    }
    return connection
        .preparedQuery(PUT)
        .execute(
            Tuple.of(
                tenant.value(),
                claims.stream().map(Claim::network).toArray(UUID[]::new),
                claims.stream().map(Claim::digest).toArray(String[]::new),
                claims.stream().map(Claim::source).toArray(String[]::new)))
        .mapEmpty();
  }

  /// Takes claims of a tenant back.
  Future<Void> remove(SqlConnection connection, TenantId tenant, Collection<UUID> networks) {
    if (networks.isEmpty()) {
      return Future.succeededFuture();
    }
    return connection
        .preparedQuery("DELETE FROM network_claims WHERE tenant_id = $1 AND network_id = ANY($2)")
        .execute(named(tenant, networks))
        .mapEmpty();
  }

  /// `Tuple.of` would take the array for its elements.
  private static Tuple named(TenantId tenant, Collection<UUID> networks) {
    return Tuple.tuple().addUUID(tenant.value()).addArrayOfUUID(networks.toArray(UUID[]::new));
  }

  private static Claim claim(Row row) {
    return new Claim(row.getUUID("network_id"), row.getString("digest"), row.getString("source"));
  }
}
