package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.ozmonitor.core.notification.Digest;
import org.ozmonitor.core.tenant.TenantId;

/// Owns the deliveries that are digests: each stands with the first match that it tells of, and
/// says
/// in its own payload how many there are. Stateless, thread-safe.
public final class Digests {
  /// Both texts are objects with members.
  private static final String WRITE =
      """
      UPDATE deliveries d
      SET match_json = m.match_json,
          variables = CASE WHEN m.variables = '{}' THEN t.variables
                           ELSE left(m.variables, -1) || ',' || substr(t.variables, 2) END
      FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS t (tenant_id, id, variables)
        JOIN deliveries own ON own.tenant_id = t.tenant_id AND own.id = t.id
        JOIN matches m ON m.tenant_id = own.tenant_id AND m.id = own.match_id
      WHERE d.tenant_id = t.tenant_id AND d.id = t.id AND d.match_json IS NULL\
      """;

  private final Deliveries deliveries;
  private final String node;

  /// @param node this process's id
  public Digests(Deliveries deliveries, String node) {
    this.deliveries = deliveries;
    this.node = node;
  }

  /// A digest for one trigger.
  ///
  /// @param match the first that it tells of; its texts stand for the rest
  /// @param causeSeq seq of the entry that ended the time it tells of
  /// @param configVersion that entry's configuration
  public record NewDigest(
      TenantId tenant, UUID match, UUID trigger, long causeSeq, long configVersion, Digest digest) {
    private NewDelivery delivery() {
      return new NewDelivery(tenant, match, trigger, Digest.EVENT, causeSeq, configVersion);
    }
  }

  /// Inserts digests in the caller's transaction: they are due. What exists is left alone.
  public Future<Void> insert(SqlConnection transaction, List<NewDigest> digests) {
    if (digests.isEmpty()) {
      return Future.succeededFuture();
    }
    List<NewDelivery> news = digests.stream().map(NewDigest::delivery).toList();
    Tuple texts =
        Tuple.tuple()
            .addArrayOfUUID(news.stream().map(it -> it.tenant().value()).toArray(UUID[]::new))
            .addArrayOfUUID(news.stream().map(NewDelivery::id).toArray(UUID[]::new))
            .addArrayOfString(
                digests.stream().map(it -> it.digest().variablesJson()).toArray(String[]::new));
    return deliveries
        .insert(transaction, news, 0, node)
        .compose(_ -> transaction.preparedQuery(WRITE).execute(texts))
        .mapEmpty();
  }
}
