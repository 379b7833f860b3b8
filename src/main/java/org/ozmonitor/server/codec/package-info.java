/// JSON documents ↔ definitions: strict, with every problem, its place and its rule.
///
/// Entry points: {@link JsonDocument} reads bytes, {@link NetworkCodec}, {@link MonitorCodec} and
/// {@link TriggerCodec} read documents, {@link Secrets} resolves secret values. Nothing here waits
/// for anything but the file system, and only where {@link Surroundings} ask for it. Codecs are
/// confined to one thread.
@NullMarked
@CheckReturnValue
package org.ozmonitor.server.codec;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
