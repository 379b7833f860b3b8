package org.ozmonitor.core.definition;

import java.util.UUID;
import org.ozmonitor.core.tenant.TenantId;

/// One revision of a monitor that is to be evaluated. Immutable.
///
/// @param revision counts the revisions of this monitor from 1
public record ActiveMonitor(TenantId tenant, UUID id, int revision, Monitor definition) {}
