package org.ozmonitor.server.notification;

import io.vertx.core.Future;
import org.ozmonitor.core.definition.Trigger;
import org.ozmonitor.core.notification.OutboundMessage;

/// Sends messages over one channel.
///
/// @param <C> the configuration of that channel
interface ChannelSender<C extends Trigger.Config> {
  /// Makes one attempt. Troubles are outcomes; a failed future is a bug and counts as a trouble.
  ///
  /// @param deadlineNanos monotonic time at which the claim ends: nothing is written after it
  Future<SendOutcome> send(OutboundMessage message, C config, long deadlineNanos);

  /// Names what the message goes to, without secrets: it is logged. Messages of a tenant with the
  /// same name share a bound on concurrency and a circuit breaker, and wait together when the
  /// receiver asks to be left alone.
  String endpoint(C config);
}
