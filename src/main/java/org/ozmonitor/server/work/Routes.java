package org.ozmonitor.server.work;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.ozmonitor.core.definition.Configuration;
import org.ozmonitor.core.definition.Monitor;
import org.ozmonitor.core.tenant.TenantId;
import org.ozmonitor.server.notification.NewDelivery;

/// Which triggers hear of what, by one configuration. Pure.
///
/// @param configuration the one valid at the entry of the block log that causes the event
public record Routes(Configuration configuration) {
  /// The deliveries of one event of a match: to the triggers of its monitor that exist, want it and
  /// alerts of this severity, and have a channel, each once, in their order.
  public List<NewDelivery> of(
      TenantId tenant, Monitor monitor, UUID match, String event, long causeSeq) {
    return monitor.triggers().stream()
        .distinct()
        .map(key -> configuration.trigger(tenant, key))
        .flatMap(Optional::stream)
        .filter(trigger -> trigger.definition().on().contains(event))
        .filter(trigger -> trigger.definition().wants(monitor.alerting().severity()))
        .map(
            trigger ->
                new NewDelivery(
                    tenant, match, trigger.id(), event, causeSeq, configuration.version()))
        .toList();
  }
}
