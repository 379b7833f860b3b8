package org.ozmonitor.server.codec;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.ozmonitor.core.problem.Problems;
import org.ozmonitor.core.tenant.Tenant;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.core.tenant.TenantLimit;
import org.ozmonitor.core.tenant.TenantLimits;
import org.ozmonitor.core.tenant.TenantPriority;
import org.ozmonitor.core.tenant.TenantStatus;

/// Reads and writes what the configuration log says of a tenant. Stateless.
public final class TenantCodec {
  private static final String LIMITS = "limits";

  private TenantCodec() {}

  /// The tenant, or nothing when the document has errors.
  public static Optional<Tenant> read(TenantId id, Document document) {
    var found = new Problems();
    Optional<Tenant> tenant =
        Fields.of(document.node(), document.place(), "tenant", document.source())
            .map(fields -> read(id, fields.reportingTo(found)));
    document.problems().addAll(found.all());
    return tenant.filter(_ -> !found.hasErrors());
  }

  /// Canonical JSON.
  public static String write(Tenant tenant) {
    return CanonicalJson.write(
        JsonNodeFactory.instance
            .objectNode()
            .put("slug", tenant.slug())
            .put("name", tenant.name())
            .put("status", tenant.status().word())
            .put("priority", tenant.priority().word())
            .set(LIMITS, node(tenant.limits())));
  }

  /// Canonical JSON of limits alone.
  public static String write(TenantLimits limits) {
    return CanonicalJson.write(node(limits));
  }

  private static ObjectNode node(TenantLimits limits) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    limits.perLimit().forEach((limit, number) -> node.put(limit.word(), number));
    return node;
  }

  private static Tenant read(TenantId id, Fields fields) {
    return new Tenant(
        id,
        fields.text("slug"),
        fields.text("name"),
        TenantStatus.of(fields.word("status", TenantStatus.WORDS)),
        TenantPriority.of(fields.word("priority", TenantPriority.WORDS)),
        fields.optionalObject(LIMITS).map(TenantCodec::limits).orElse(TenantLimits.UNLIMITED));
  }

  /// Limits of a later version that are not known here are no reason not to read the rest.
  private static TenantLimits limits(Fields fields) {
    Map<TenantLimit, Integer> perLimit = new EnumMap<>(TenantLimit.class);
    for (TenantLimit limit : TenantLimit.values()) {
      var number = fields.optionalNumber(limit.word(), Integer.MAX_VALUE);
      if (number.isPresent()) {
        fields.require(number.getAsLong() > 0, limit.word(), "zero", "must be above 0");
        perLimit.put(limit, (int) Math.max(1, number.getAsLong()));
      }
    }
    return new TenantLimits(perLimit);
  }
}
