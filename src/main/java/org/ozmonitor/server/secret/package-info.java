/// Secrets: where they are found, how long they are kept, and how they stay out of what people
/// read.
///
/// Entry points: {@link org.ozmonitor.server.secret.SecretStore} finds what a secret value stands
/// for; {@link org.ozmonitor.server.secret.Redaction} takes secrets out of texts. Both are
/// thread-safe.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.secret;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
