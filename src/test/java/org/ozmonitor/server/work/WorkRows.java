package org.ozmonitor.server.work;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.fixture.TestDatabase;

/// Rows that tests of this package need or look at.
public final class WorkRows {
  private WorkRows() {}

  public static void tenant(TestDatabase database, TenantId tenant, String slug) {
    var _ =
        select(
            database,
            "INSERT INTO tenants (id, slug, name) VALUES ($1, $2, $2) ON CONFLICT DO NOTHING",
            tenant.value(),
            slug);
  }

  /// The rows of a query, each column as text.
  public static List<List<String>> select(TestDatabase database, String sql, Object... arguments) {
    return StreamSupport.stream(
            database
                .engine()
                .reader()
                .preparedQuery(sql)
                .execute(Tuple.wrap(List.of(arguments)))
                .timeout(10, TimeUnit.SECONDS)
                .await()
                .spliterator(),
            false)
        .map(WorkRows::texts)
        .toList();
  }

  private static List<String> texts(Row row) {
    return java.util.stream.IntStream.range(0, row.size())
        .mapToObj(i -> String.valueOf(row.getValue(i)))
        .toList();
  }
}
