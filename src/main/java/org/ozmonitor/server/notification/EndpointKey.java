package org.ozmonitor.server.notification;

import org.ozmonitor.core.tenant.TenantId;

/// Names an endpoint as one tenant uses it: what one tenant does to a shared host shuts it for
/// nobody else. Immutable.
///
/// @param name see {@link ChannelSender#endpoint}
record EndpointKey(TenantId tenant, String name) {}
