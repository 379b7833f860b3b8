/// What a message says, how it is signed and when it is tried again.
///
/// Entry points: {@link org.ozmonitor.core.notification.WebhookRequest} builds a request, {@link
/// org.ozmonitor.core.notification.HttpOutcome} reads the answer, {@link
/// org.ozmonitor.core.notification.RetrySchedule} says what follows. Pure; time and randomness are
/// arguments.
@NullMarked
@CheckReturnValue
package org.ozmonitor.core.notification;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
