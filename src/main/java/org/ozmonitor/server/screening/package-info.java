/// Asks the filter scripts of a match before anyone hears of it: the stage between matching and
/// delivery.
///
/// Entry point: {@link org.ozmonitor.server.screening.ScreeningModule}. Lanes store such a match as
/// `screening`; nodes that work claim it, ask its scripts one after the other, and write the
/// verdict
/// in one transaction: `detected` with its deliveries, or `filtered`. Nothing of it stands in a
/// block's way. Confined to the verticle's context.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.screening;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
