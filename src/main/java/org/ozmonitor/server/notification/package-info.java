/// The last stage: takes due deliveries, sends them, writes down what came of it.
///
/// Entry points: {@link org.ozmonitor.server.notification.Deliveries} for who causes deliveries
/// (its
/// methods take the open transaction), {@link org.ozmonitor.server.notification.NotificationModule}
/// for who runs them. {@link org.ozmonitor.server.notification.DeliveryEngine} is confined to the
/// context of its verticle; only `FreshDeliveries` and `poke` may be called from elsewhere.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.notification;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
