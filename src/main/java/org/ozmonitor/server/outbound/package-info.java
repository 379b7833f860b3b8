/// Where connections may go that lead to addresses out of documents.
///
/// Entry point: {@link org.ozmonitor.server.outbound.AddressGuard}, thread-safe. Whoever connects
/// asks it first and connects to the address that it says.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.outbound;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
