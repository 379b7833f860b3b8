package org.ozmonitor.server.definition;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.ozmonitor.core.chain.NetworkId;
import org.ozmonitor.core.definition.Configuration.Entry;
import org.ozmonitor.core.definition.Configuration.MonitorEntry;
import org.ozmonitor.core.definition.Configuration.NetworkEntry;
import org.ozmonitor.core.definition.Configuration.TenantEntry;
import org.ozmonitor.core.definition.Configuration.TriggerEntry;
import org.ozmonitor.core.definition.Configuration.UnreadableEntry;
import org.ozmonitor.core.problem.Problem;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.codec.Document;
import org.ozmonitor.server.codec.MonitorCodec;
import org.ozmonitor.server.codec.NetworkCodec;
import org.ozmonitor.server.codec.TenantCodec;
import org.ozmonitor.server.codec.TriggerCodec;
import org.ozmonitor.server.secret.DocumentSeal;

/// Rows of `config_revision` → entries. Stateless, thread-safe.
final class EntryReader {
  private final MonitorCodec monitorCodec = new MonitorCodec();
  private final DocumentSeal seal;

  EntryReader(DocumentSeal seal) {
    this.seal = seal;
  }

  List<Entry> read(RowSet<Row> rows) {
    List<Entry> entries = new ArrayList<>(rows.size());
    for (Row row : rows) {
      var problems = new Problems();
      UUID id = row.getUUID("entity_id");
      String name = "%s %s".formatted(row.getString("kind"), id);
      String text = seal.open(owner(row, id), row.getString("document"));
      var document = Document.stored(text, name, problems);
      entries.add(read(row, id, document).orElseGet(() -> unreadable(row, id, name, problems)));
    }
    return entries;
  }

  private Optional<Entry> read(Row row, UUID id, Document document) {
    int revision = row.getInteger("revision");
    return switch (RevisionPlan.Kind.parse(row.getString("kind"))) {
      case TENANT ->
          TenantCodec.read(new TenantId(id), document)
              .map(tenant -> new TenantEntry(revision, tenant));
      case NETWORK ->
          NetworkCodec.read(document)
              .map(network -> new NetworkEntry(new NetworkId(id), revision, network));
      case FILTER_SCRIPT ->
          throw new IllegalStateException("scripts are read when they run, not before");
      case MONITOR ->
          monitorCodec
              .read(document)
              .map(monitor -> new MonitorEntry(tenant(row), id, revision, monitor));
      case TRIGGER ->
          TriggerCodec.read(row.getString("slug"), document)
              .map(trigger -> new TriggerEntry(tenant(row), id, revision, trigger));
    };
  }

  /// Skipping it would be a silent "no match": stored documents were valid when they were stored.
  /// What belongs to all must be read; of a tenant's own, the entry says that it cannot be.
  private static UnreadableEntry unreadable(Row row, UUID id, String name, Problems problems) {
    String first = problems.errors().stream().map(Problem::toString).findFirst().orElse(name);
    String reason = "stored document cannot be read: " + first;
    return switch (RevisionPlan.Kind.parse(row.getString("kind"))) {
      case NETWORK, FILTER_SCRIPT -> throw new IllegalStateException(reason);
      case TENANT -> new UnreadableEntry(new TenantId(id), id, row.getInteger("revision"), reason);
      case MONITOR, TRIGGER ->
          new UnreadableEntry(tenant(row), id, row.getInteger("revision"), reason);
    };
  }

  private static DocumentSeal.Owner owner(Row row, UUID id) {
    return new DocumentSeal.Owner(
        Optional.ofNullable(row.getUUID("tenant_id")).map(TenantId::new),
        row.getString("kind"),
        id);
  }

  private static TenantId tenant(Row row) {
    return new TenantId(row.getUUID("tenant_id"));
  }
}
